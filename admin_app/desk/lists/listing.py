"""One page of a list, found by key: as fast on page 5,000 as on page 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, tuple_

from admin_app.desk.lists.spec import Sort
from admin_app.desk.lists.state import ListState
from admin_app.extensions import db
from admin_app.web.cursors import decode, encode


@dataclass(frozen=True)
class Listing:
    """The rows of one page, and the cursors of the pages beside it (None at an end)."""

    rows: Sequence[Any]
    newer: str | None
    older: str | None


def make_listing(select: Select[Any], sort: Sort, key: Any, state: ListState) -> Listing:
    """The page of `select` that the state asks for, in this order, ties broken by `key` (the id).

    The statement must give the sort's column on each row. Raises `BadCursor` for a cursor of
    another list.
    """
    found = db.session.execute(one_page(select, sort, key, state)).all()
    backwards = _goes_back(state)
    cursor = state.before or state.after
    rows = [row[0] if len(row) == 1 else row for row in found]
    more = len(rows) > state.rows
    rows = rows[: state.rows]
    if backwards:
        rows.reverse()
    before_this = (more if backwards else bool(cursor)) and rows
    after_this = (bool(cursor) if backwards else more) and rows
    return Listing(
        rows,
        newer=_cursor(rows[0], sort, key) if before_this else None,
        older=_cursor(rows[-1], sort, key) if after_this else None,
    )


def one_page(select: Select[Any], sort: Sort, key: Any, state: ListState) -> Select[Any]:
    """The statement for the rows of that page and one more; backwards, if it goes back.

    Raises `BadCursor`.
    """
    backwards = _goes_back(state)
    place = tuple_(sort.column, key) if sort.column is not key else None
    if cursor := state.before if backwards else state.after:
        values = decode(cursor, (sort.kind, int))
        select = select.where(_beyond(sort, key, place, values, backwards))
    falling = sort.descending != backwards
    order = [key] if place is None else [sort.column, key]
    return select.order_by(*(c.desc() if falling else c.asc() for c in order)).limit(state.rows + 1)


def _goes_back(state: ListState) -> bool:
    return bool(state.before) and not state.after


def _beyond(sort: Sort, key: Any, place: Any, values: tuple[Any, ...], backwards: bool) -> Any:
    left: Any = key if place is None else place
    right: Any = values[1] if place is None else tuple_(*values)
    return left < right if sort.descending != backwards else left > right


def _cursor(row: Any, sort: Sort, key: Any) -> str:
    return encode((row.id if sort.column is key else getattr(row, sort.column.key), row.id))
