"""Whether values that come back still fit among the rows that are there by now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, UniqueConstraint, insert, select

from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.history.models import Recorded
from admin_app.history.rows import Link, Values, noun_of, table_of
from admin_app.ids import among, chunks

PORTION = 500


def refuse_if_taken(model: type[Recorded], rows: Sequence[Values]) -> None:
    """Raise `Conflict` where another row has a value that there may be only one of.

    Each of `rows` has its `id`, and the columns that it is given back.
    """
    ids = {row["id"] for row in rows}
    for column in _unique_columns(model):
        wanted = [row[column.name] for row in rows if row.get(column.name) is not None]
        for portion in chunks(wanted, PORTION):
            held = select(table_of(model).c.id, column).where(column.in_(portion)).order_by(column)
            for row_id, value in db.session.execute(held):
                if row_id not in ids:
                    raise Conflict(
                        f"This can't be undone: another {model.noun()} has the "
                        f"{column.name.removesuffix('_key')} “{value}” now. Change that first."
                    )


def refuse_if_orphaned(model: type[Recorded], rows: Sequence[Values]) -> None:
    """Raise `Conflict` where a row that one of these belongs to is gone; each has its `id`."""
    for key in table_of(model).foreign_keys:
        target = key.column.table
        wanted = {row[key.parent.name] for row in rows if row.get(key.parent.name) is not None}
        if target is table_of(model):
            wanted -= {row["id"] for row in rows}
        if wanted - _there(key.column, wanted):
            raise Conflict(
                f"This can't be undone: the {noun_of(target)} that it belongs to has been deleted "
                "since. Undo that first."
            )


def link_again(link: Link, held: Mapping[int, Sequence[int]]) -> None:
    """Link these rows, which have no links now, to what they held.

    Raises `Conflict` where some of that is gone.
    """
    wanted = {other for others in held.values() for other in others}
    if not wanted:
        return
    if wanted - _there(link.target.c.id, wanted):
        raise Conflict(
            f"This can't be undone: a {noun_of(link.target)} that it needs has been deleted since. "
            "Undo that first."
        )
    pairs = [
        {link.own.name: own, link.other.name: other}
        for own, others in held.items()
        for other in others
    ]
    db.session.execute(insert(link.table), pairs)


def _unique_columns(model: type[Recorded]) -> Iterator[Column[Any]]:
    for constraint in table_of(model).constraints:
        if isinstance(constraint, UniqueConstraint) and len(constraint.columns) == 1:
            yield next(iter(constraint.columns))


def _there(column: Column[Any], wanted: set[int]) -> set[int]:
    """Those of these that are there, and stay until the undo is stored."""
    if not wanted:
        return wanted
    found = select(column).where(among(column, wanted)).order_by(column)
    return set(db.session.scalars(found.with_for_update(read=True, key_share=True)))
