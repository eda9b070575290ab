"""One page of a list of the desk, in the order and at the place that its state asks for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from admin_app.desk.lists.spec import Sort
from admin_app.desk.lists.state import ListState
from admin_app.extensions import db
from admin_app.keyset import Keys, Stretch, cut_page, page_statement


def make_listing(select: Select[Any], sort: Sort, key: Any, state: ListState) -> Stretch[Any]:
    """The page of `select` that the state asks for, in this order, ties broken by `key` (the id).

    The statement must give the sort's column on each row. Raises `BadCursor` for a cursor of
    another list.
    """

    def place_of(row: Any) -> tuple[Any, ...]:
        return (row.id,) if _is_by(key, sort) else (getattr(row, sort.column.key), row.id)

    found = db.session.execute(one_page(select, sort, key, state)).all()
    rows = [row[0] if len(row) == 1 else row for row in found]
    return cut_page(rows, state.place, state.rows, place_of)


def one_page(select: Select[Any], sort: Sort, key: Any, state: ListState) -> Select[Any]:
    """The statement for the rows of that page and one more; backwards, if it goes back.

    Raises `BadCursor`.
    """
    keys: Keys = {key: int} if _is_by(key, sort) else {sort.column: sort.kind, key: int}
    return page_statement(select, keys, state.place, state.rows, descending=sort.descending)


def _is_by(key: Any, sort: Sort) -> bool:
    """Whether the order is that of the key: a model and its table call it the same."""
    return bool(sort.column.key == key.key)
