"""The whole site as one JSON document, streamed: docs/import-export.md says what is in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row

from admin_app.columns import now
from admin_app.content.models import post_category, post_tag
from admin_app.content.queries.settings import site_settings
from admin_app.exchange.queries import exports
from admin_app.exchange.tables import SITE, Exported, json_sections

FORMAT: Final = "copydesk"
VERSION: Final = 1


def site_json() -> Iterator[bytes]:
    """The document in pieces, UTF-8, all of one moment; a row stands on a line of its own."""
    exports.hold_still()
    settings = site_settings()
    head = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": now().isoformat(timespec="seconds"),
        "site": {name: getattr(settings, name) for name in SITE},
    }
    yield _dumped(head)[:-1].encode()
    for section in json_sections():
        yield f",\n{_dumped(section.name)}: [".encode()
        yield from _joined(_rows(section))
        yield b"\n]"
    yield b"}\n"


def _rows(section: Exported) -> Iterator[dict[str, Any]]:
    for rows in exports.portions(section.table, section.columns, *section.where):
        links = _links(rows) if section.name == "posts" else {}
        for row in rows:
            yield {
                **{name: _plain(row._mapping[name]) for name in section.columns},
                **{name: held.get(row.id, []) for name, held in links.items()},
            }


def _links(posts: Sequence[Row[Any]]) -> dict[str, dict[int, list[int]]]:
    ids = [post.id for post in posts]
    return {
        "tags": exports.linked(post_tag, "tag_id", ids),
        "categories": exports.linked(post_category, "category_id", ids),
    }


def _joined(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    before = "\n"
    for row in rows:
        yield f"{before}{_dumped(row)}".encode()
        before = ",\n"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
