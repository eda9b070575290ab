"""Undoing deletes: the rows come back under their own ids, with their links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Table, UniqueConstraint, insert, select

from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.history.models import Recorded
from admin_app.history.record import record_rows
from admin_app.history.rows import Values, link_tables, recorded_columns, restored, table_of
from admin_app.history.undo.edits import insert_links
from admin_app.ids import among

PORTION = 500


def insert_deleted(model: type[Recorded], changes: Sequence[Row[Any]]) -> None:
    """Insert the deleted rows again.

    Raises `Conflict` where one of their unique values has been taken or a parent is gone.
    """
    if any(change.last_id for change in changes):
        raise Conflict("This can't be undone: import the file again instead.")
    table = table_of(model)
    rows = [_row(model, change) for change in _parents_first(table, changes)]
    _refuse_if_taken(model, rows, changes)
    _refuse_if_orphaned(model, rows)
    for start in range(0, len(rows), PORTION):
        db.session.connection().execute(insert(table), rows[start : start + PORTION])
    for name, (link, own, other) in link_tables(model).items():
        pairs = [
            {own: change.entity_id, other: linked}
            for change in changes
            for linked in (change.before or {}).get(name, [])
        ]
        insert_links(link, other, pairs)
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


def _row(model: type[Recorded], change: Row[Any]) -> Values:
    """The row as it was; columns that history does not keep are made anew by the model."""
    kept = {n: v for n, v in (change.before or {}).items() if n in recorded_columns(model)}
    made = model(**restored(model, kept))
    columns = table_of(model).c
    values = {name: value for name, value in vars(made).items() if name in columns}
    return values | {"id": change.entity_id, "version": change.version + 1}


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


def _refuse_if_taken(
    model: type[Recorded], rows: list[Values], changes: Sequence[Row[Any]]
) -> None:
    table = table_of(model)
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and len(constraint.columns) == 1:
            column = next(iter(constraint.columns))
            wanted = [row[column.name] for row in rows if row.get(column.name) is not None]
            taken = db.session.scalar(select(column).where(column.in_(wanted)).limit(1))
            if taken is not None:
                raise Conflict(
                    f"This can't be undone: another {model.noun()} has the "
                    f"{column.name.removesuffix('_key')} “{taken}” now. Change that first."
                )
    ids = [change.entity_id for change in changes]
    if db.session.scalar(select(table.c.id).where(among(table.c.id, ids)).limit(1)):
        raise Conflict(f"This can't be undone: the {model.noun()} is there again.")


def _refuse_if_orphaned(model: type[Recorded], rows: list[Values]) -> None:
    table = table_of(model)
    for key in table.foreign_keys:
        if key.column.table is table:
            continue
        wanted = {row[key.parent.name] for row in rows if row.get(key.parent.name) is not None}
        there = set(db.session.scalars(select(key.column).where(among(key.column, wanted))))
        if wanted - there:
            raise Conflict(
                f"This can't be undone: the {key.column.table.name} that it belongs to has been "
                "deleted since. Undo that first."
            )
