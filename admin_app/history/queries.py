"""What history knows of a row, and of the site."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from admin_app.extensions import db
from admin_app.history.models import Change, Recorded
from admin_app.history.rows import Values, restored, table_of


def values_at(row: Recorded, version: int) -> Values:
    """The columns and links that have changed since this version, as they were then."""
    model = type(row)
    later = db.session.execute(
        select(Change.before)
        .where(
            Change.entity == table_of(model).name,
            Change.entity_id == row.id,
            Change.version > version,
        )
        .order_by(Change.id)
    )
    then: Values = {}
    for (before,) in later:
        for name, value in (before or {}).items():
            then.setdefault(name, value)
    columns = table_of(model).c
    moments: dict[str, Any] = restored(model, {n: v for n, v in then.items() if n in columns})
    return then | moments
