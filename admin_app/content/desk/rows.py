"""A row of the lists of posts and pages, ready for its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote_plus

from flask import url_for
from sqlalchemy import Row

from admin_app.content.models import Status
from admin_app.content.models.publishable import shown_status
from admin_app.web.filters import ago

Tags = Mapping[int, tuple[tuple[str, str], ...]]
"""The (name, slug) of each tag of a post, by the post's id."""

CHIPS = {status: (status.value, status.label) for status in Status}


class TextRow:
    """What the statement of the list gave, and beside it:

    `edit_url`; `chip`, its state as (state, words); `changed`, how long ago it was; `tags` as
    (name, slug); `tag_links` as (name, address of the list of that tag). Two with the same values
    are equal: they are drawn the same.
    """

    id: int
    tags: Sequence[tuple[str, str]]

    def __init__(self, row: Row[Any], more: dict[str, Any]) -> None:
        self._values = (*row, *more.values())
        self.__dict__.update(zip(row._fields, row, strict=True), **more)

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TextRow) and self._values == other._values

    def __hash__(self) -> int:
        return hash(self._values)


def text_rows(rows: Sequence[Row[Any]], tags: Tags) -> list[TextRow]:
    """The rows of one page. Their addresses are put together here: a list has a hundred."""
    edit, index = url_for(".edit_view"), url_for(".index_view")

    @cache
    def tag_link(tag: tuple[str, str]) -> tuple[str, str]:
        return tag[0], f"{index}?tag={quote_plus(tag[1])}"

    dressed = []
    for row in rows:
        own = tags.get(row.id, ())
        more = {
            "edit_url": f"{edit}?id={row.id}",
            "chip": CHIPS[shown_status(row)],
            "changed": ago(row.updated_at),
            "tags": own,
            "tag_links": tuple(map(tag_link, own)),
        }
        dressed.append(TextRow(row, more))
    return dressed
