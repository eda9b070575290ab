"""Long lists a page at a time, found by key: page 5,000 costs what page 1 does. Never an OFFSET.

`page_statement` asks for the rows of a page and one more, `cut_page` makes the page of them; what
runs in between is the caller's, who may put several such statements into one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, literal_column, tuple_

from admin_app.web.cursors import decode, encode

R = TypeVar("R")
S = TypeVar("S", bound=Select[*tuple[Any, ...]])

Keys = Mapping[Any, type]
"""The columns that a list is sorted by, each with what Python holds of it.

None of them is ever null, and the last is unique, so that no two rows stand in the same place.
"""


@dataclass(frozen=True)
class Place:
    """Where in a list a page is: what comes `after` a cursor, further on, or `before` it."""

    after: str = ""
    before: str = ""

    @property
    def is_first(self) -> bool:
        """Whether this is the list's first page."""
        return not (self.after or self.before)

    @property
    def goes_back(self) -> bool:
        """Whether the page is read backwards, from its cursor towards the list's beginning."""
        return bool(self.before) and not self.after

    @property
    def cursor(self) -> str:
        """The text that says where the page starts; "" for the first."""
        return self.after or self.before


@dataclass(frozen=True)
class Stretch(Generic[R]):
    """The rows of a page; `newer` and `older` are the cursors of the pages beside it, or None.

    `newer` leads towards the list's beginning, whatever its order.
    """

    rows: Sequence[R]
    newer: str | None = None
    older: str | None = None


def page_statement(rows: S, keys: Keys, place: Place, size: int, *, descending: bool = True) -> S:
    """The statement for `size` rows of the list and one more, in the direction that `place` goes.

    Raises `BadCursor` for a cursor of another list.
    """
    falling = descending != place.goes_back
    if place.cursor:
        rows = rows.where(_beyond(keys, decode(place.cursor, tuple(keys.values())), falling))
    return rows.order_by(*(key.desc() if falling else key.asc() for key in keys)).limit(
        # As a literal: with a parameter the planner can't tell a page from the whole list.
        literal_column(str(int(size) + 1))
    )


def cut_page(
    found: Sequence[R], place: Place, size: int, key_of: Callable[[R], tuple[Any, ...]]
) -> Stretch[R]:
    """The page that these rows make; `key_of` gives a row's values of the keys."""
    more, rows = len(found) > size, list(found[:size])
    if not rows:
        return Stretch(rows)
    if place.goes_back:
        rows.reverse()
    has_newer, has_older = (more, True) if place.goes_back else (bool(place.cursor), more)
    return Stretch(
        rows,
        newer=encode(key_of(rows[0])) if has_newer else None,
        older=encode(key_of(rows[-1])) if has_older else None,
    )


def _beyond(keys: Keys, values: tuple[Any, ...], falling: bool) -> ColumnElement[bool]:
    """Whether a row comes after the one that has these values."""
    bound = [bindparam(None, v, key.type) for v, key in zip(values, keys, strict=True)]
    here: Any = tuple_(*bound) if len(bound) > 1 else bound[0]
    row: Any = tuple_(*keys) if len(keys) > 1 else next(iter(keys))
    beyond: ColumnElement[bool] = row < here if falling else row > here
    return beyond
