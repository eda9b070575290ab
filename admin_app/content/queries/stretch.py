"""A page of one of the readers' lists, in one statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, Select

from admin_app.extensions import db
from admin_app.keyset import Keys, Place, Stretch, cut_page, page_statement

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]


def stretch(
    rows: AnySelect, keys: Keys, place: Place, size: int, key_of: Callable[[Any], tuple[Any, ...]]
) -> Stretch[Any]:
    """`size` rows of a select, sorted by `keys` from the newest.

    `key_of` gives a row's values of the keys. Raises `BadCursor` for a cursor of another list.
    """
    found = db.session.execute(page_statement(rows, keys, place, size)).all()
    return cut_page(found, place, size, key_of)
