"""What names files beside the texts of posts and pages: few rows, which are read as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, cast, or_, select

from admin_app.content.media.addresses import FOLDER, keys_in
from admin_app.content.models import OPEN, MediaKey, PlannedChange, Redirect, TextTemplate
from admin_app.extensions import db

PICTURES = ("picture_id", "social_picture_id")


@dataclass(frozen=True)
class Naming:
    """A row that names files: by their keys where it links to them, by their ids as pictures.

    `kind` is the endpoint of its screen: “template”, “planned” (a change that waits) or “redirect”.
    """

    kind: str
    id: int
    title: str
    keys: Collection[str]
    pictures: Collection[int]


def namings() -> Iterator[Naming]:
    """All of them; three statements, which don't grow with the library."""
    yield from _templates()
    yield from _changes()
    yield from _redirects()


def namings_of(media_id: int) -> list[Naming]:
    """Those that name this file."""
    keys = set(
        db.session.scalars(
            select(MediaKey.key).where(MediaKey.media_id == media_id).order_by(MediaKey.key)
        )
    )
    return [one for one in namings() if media_id in one.pictures or keys.intersection(one.keys)]


def _templates() -> Iterator[Naming]:
    rows = db.session.execute(
        select(TextTemplate.id, TextTemplate.name, TextTemplate.body, TextTemplate.own_fields)
        .where(or_(TextTemplate.body.contains(FOLDER), _told(TextTemplate.own_fields)))
        .order_by(TextTemplate.id)
    )
    for row in rows:
        yield Naming("template", row.id, row.name, _keys(row.body, row.own_fields), ())


def _changes() -> Iterator[Naming]:
    after = PlannedChange.after
    rows = db.session.execute(
        select(PlannedChange.id, PlannedChange.title, after)
        .where(PlannedChange.state.in_(OPEN), or_(_told(after), _told(after, "picture_id")))
        .order_by(PlannedChange.id)
    )
    for row in rows:
        pictures = {row.after[name] for name in PICTURES if row.after.get(name)}
        keys = _keys(row.after.get("body"), row.after.get("own_fields"))
        yield Naming("planned", row.id, row.title, keys, pictures)


def _redirects() -> Iterator[Naming]:
    rows = db.session.execute(
        select(Redirect.id, Redirect.path, Redirect.url)
        .where(Redirect.url.contains(FOLDER))
        .order_by(Redirect.id)
    )
    for row in rows:
        yield Naming("redirect", row.id, row.path, keys_in(row.url or ""), ())


def _told(column: Any, words: str = FOLDER) -> Any:
    return cast(column, Text).contains(words, autoescape=True)


def _keys(body: str | None, own_fields: dict[str, Any] | None) -> set[str]:
    return keys_in(" ".join([body or "", *map(str, (own_fields or {}).values())]))
