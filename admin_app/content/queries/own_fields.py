"""The fields that this site has given its posts and pages, read once in a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, literal_column, select

from admin_app.content.models import CustomField, FieldKind, Page, Post
from admin_app.extensions import db

MOST = 50
_KEPT = "own_fields"


@dataclass(frozen=True)
class OwnField:
    """A field, as forms and pages need to know it."""

    key: str
    label: str
    kind: str
    choices: str
    help: str
    required: bool
    on_posts: bool
    on_pages: bool
    shown: bool

    @property
    def options(self) -> list[str]:
        """What a choice offers."""
        return [line for line in self.choices.split("\n") if line]


_COLUMNS = ", ".join(OwnField.__dataclass_fields__)


def fields_column() -> ColumnElement[Any]:
    """All of them, as a column of the statement that each page of the desk asks anyway."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    listed = "json_group_array(json_array(%s))" if on_sqlite else "json_agg(json_build_array(%s))"
    rows = f"SELECT {_COLUMNS} FROM custom_field ORDER BY position, id LIMIT {MOST}"  # noqa: S608
    return literal_column(f"(SELECT {listed % _COLUMNS} FROM ({rows}) AS own)", JSON())  # noqa: S608


def keep_fields(found: Sequence[Sequence[Any]] | None) -> tuple[OwnField, ...]:
    """Keep what `fields_column` told, for this request."""
    kept = tuple(OwnField(*one[:5], *(bool(flag) for flag in one[5:])) for one in found or ())
    db.session().info[_KEPT] = kept
    return kept


def own_fields(model: type[Post | Page]) -> tuple[OwnField, ...]:
    """The fields of posts, or of pages, in their order; asked for only if the page did not yet."""
    info = db.session().info
    if _KEPT not in info:
        keep_fields(db.session.connection().execute(select(fields_column())).scalar_one())
    kept: tuple[OwnField, ...] = info[_KEPT]
    return tuple(one for one in kept if (one.on_posts if model is Post else one.on_pages))


def keys_in_use() -> set[str]:
    """The keys that some field has."""
    return set(db.session.scalars(select(CustomField.key).order_by(CustomField.key).limit(1000)))


def shown_fields(text: Post | Page) -> list[tuple[str, str, bool]]:
    """What readers see of the text's fields: label, words, and whether it is a link.

    No statement for a text that has nothing in any.
    """
    if not text.own_fields:
        return []
    held = text.own_fields
    shown = (one for one in own_fields(type(text)) if one.shown and one.key in held)
    return [(one.label, _said(held[one.key]), one.kind == FieldKind.LINK) for one in shown]


def _said(value: Any) -> str:
    return ("Yes" if value else "No") if isinstance(value, bool) else str(value)
