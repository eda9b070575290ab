"""Undoing deletes: the rows come back under their own ids, with their links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Table, insert, select

from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.history.models import Recorded
from admin_app.history.record import record_rows
from admin_app.history.rows import Values, link_tables, rebuilt, recorded_columns, table_of
from admin_app.history.undo.fits import (
    PORTION,
    link_again,
    refuse_if_orphaned,
    refuse_if_taken,
)
from admin_app.ids import among, chunks


def insert_deleted(model: type[Recorded], changes: Sequence[Row[Any]]) -> None:
    """Insert the deleted rows again, without their links.

    Raises `Conflict` where one of their unique values has been taken or a parent is gone.
    """
    if any(change.last_id for change in changes):
        raise Conflict("This can't be undone: import the file again instead.")
    table = table_of(model)
    rows = [_row(model, change) for change in _parents_first(table, changes)]
    _refuse_if_there(model, changes)
    refuse_if_taken(model, rows)
    refuse_if_orphaned(model, rows)
    for portion in chunks(rows, PORTION):
        db.session.connection().execute(insert(table), portion)
    record_rows(
        table.name,
        "create",
        (
            {
                "entity_id": change.entity_id,
                "label": change.label,
                "version": change.version + 1,
                "after": change.before,
            }
            for change in changes
        ),
    )


def link_deleted(model: type[Recorded], changes: Sequence[Row[Any]]) -> None:
    """Link the rows that are back to what they were linked to; all of that is back by now.

    Raises `Conflict` where something has been deleted since.
    """
    for name, link in link_tables(model).items():
        link_again(link, {c.entity_id: (c.before or {}).get(name, []) for c in changes})


def _row(model: type[Recorded], change: Row[Any]) -> Values:
    """The row as it was; columns that history does not keep are made anew by the model."""
    kept = {n: v for n, v in (change.before or {}).items() if n in recorded_columns(model)}
    return rebuilt(model, kept) | {"id": change.entity_id, "version": change.version + 1}


def _parents_first(table: Table, changes: Sequence[Row[Any]]) -> list[Row[Any]]:
    """In an order in which a row that points at another of this table comes after it."""
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    if not own:
        return list(changes)
    by_id = {change.entity_id: change for change in changes}
    ordered: dict[int, Row[Any]] = {}
    for change in changes:
        path = []
        step: Row[Any] | None = change
        while step is not None and step.entity_id not in ordered and step not in path:
            path.append(step)
            parent = next((step.before[name] for name in own if step.before.get(name)), None)
            step = by_id.get(parent) if parent else None
        for one in reversed(path):
            ordered[one.entity_id] = one
    return list(ordered.values())


def _refuse_if_there(model: type[Recorded], changes: Sequence[Row[Any]]) -> None:
    ids = (change.entity_id for change in changes)
    there = select(table_of(model).c.id).where(among(table_of(model).c.id, ids)).limit(1)
    if db.session.scalar(there) is not None:
        raise Conflict(f"This can't be undone: the {model.noun()} is there again.")
