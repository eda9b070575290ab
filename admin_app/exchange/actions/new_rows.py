"""Rows inserted by the thousand: ids known beforehand, and a history entry by ranges of ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select

from admin_app.exchange.actions.id_ranges import IdRanges
from admin_app.exchange.report import counted
from admin_app.extensions import db
from admin_app.history.models import Recorded
from admin_app.history.record import record_rows
from admin_app.history.rows import table_of


def reserve_ids(model: type[Recorded], count: int) -> list[int]:
    """That many new ids of this model, rising, that nobody else will get.

    On SQLite the open write transaction is what keeps others away.
    """
    if not count:
        return []
    table = table_of(model)
    if db.session.get_bind().dialect.name == "postgresql":
        quoted = db.engine.dialect.identifier_preparer.quote(table.name)
        sequence = func.nextval(func.pg_get_serial_sequence(quoted, "id"))
        drawn = select(sequence).select_from(func.generate_series(1, count))
        return sorted(db.session.scalars(drawn))
    highest: int = db.session.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
    return list(range(highest + 1, highest + count + 1))


def insert_rows(table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert these rows, all with the same columns. The session learns nothing of them."""
    if rows:
        db.session.connection().execute(insert(table), list(rows))


def record_created(model: type[Recorded], ids: IdRanges) -> None:
    """Tell history that these rows were created, in ranges, within the open unit of work."""
    record_rows(
        table_of(model).name,
        "create",
        (
            {
                "entity_id": first,
                "last_id": last,
                "label": counted({model.noun(): last - first + 1}),
                "version": 1,
            }
            for first, last in ids
        ),
    )
