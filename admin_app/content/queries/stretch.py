"""A stretch of a long list: its rows, and where its neighbours begin. Never an OFFSET."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, bindparam, tuple_

from admin_app.extensions import db
from admin_app.web.cursors import decode, encode

R = TypeVar("R")
AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Place:
    """Where in a list a page is: what comes `after` a cursor, further on, or `before` it."""

    after: str = ""
    before: str = ""

    @property
    def is_first(self) -> bool:
        """Whether this is the list's first page."""
        return not (self.after or self.before)


@dataclass(frozen=True)
class Stretch(Generic[R]):
    """Rows, newest first; `newer` and `older` are the cursors of the neighbours, or None."""

    rows: Sequence[R]
    newer: str | None = None
    older: str | None = None


def stretch(
    rows: AnySelect,
    keys: dict[ColumnElement[Any], type],
    place: Place,
    size: int,
    key_of: Callable[[Any], tuple[Any, ...]],
) -> Stretch[Any]:
    """`size` rows of a select, sorted by `keys` from the newest; one statement.

    `keys` are columns with what Python holds of them; none is null, and the last is unique.
    `key_of` gives a row's values of them. Raises `BadCursor` for a cursor of another list.
    """
    cursor, backwards = place.after or place.before, not place.after and bool(place.before)
    if cursor:
        values = decode(cursor, tuple(keys.values()))
        here = tuple_(*(bindparam(None, v, k.type) for v, k in zip(values, keys, strict=True)))
        rows = rows.where(tuple_(*keys) > here if backwards else tuple_(*keys) < here)
    order = [key.asc() if backwards else key.desc() for key in keys]
    found = list(db.session.execute(rows.order_by(*order).limit(size + 1)))
    more, found = len(found) > size, found[:size]
    if not found:
        return Stretch([])
    if backwards:
        found.reverse()
    has_newer, has_older = (more, True) if backwards else (bool(cursor), more)
    return Stretch(
        found,
        newer=encode(key_of(found[0])) if has_newer else None,
        older=encode(key_of(found[-1])) if has_older else None,
    )
