"""One change to many rows: a number of statements that does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Row, select, update

from admin_app.extensions import db
from admin_app.history.models import Recorded
from admin_app.history.record import record_rows
from admin_app.history.rows import Values, plain, table_of
from admin_app.ids import among


def change_rows(
    model: type[Recorded],
    ids: Iterable[int],
    decide: Callable[[Row[Any]], Values | None],
    reads: tuple[str, ...],
) -> list[int]:
    """Lock these rows, ask `decide` for each one's new values, store them; the ids that changed.

    `reads` names the columns that `decide` looks at; it must read every column that it sets, and
    answers None for a row to leave alone. One SELECT, one UPDATE for each distinct set of values,
    and the history, whatever the number of rows.
    """
    table = table_of(model)
    label = model.label_column()
    names = dict.fromkeys(("id", "version", *([label] if label else []), *reads))
    rows = db.session.execute(
        select(*(table.c[name] for name in names))
        .where(among(table.c.id, ids))
        .order_by(table.c.id)
        .with_for_update()
    ).all()
    groups: dict[tuple[tuple[str, Any], ...], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        wanted = decide(row) or {}
        if any(getattr(row, name) != value for name, value in wanted.items()):
            groups[tuple(sorted(wanted.items(), key=lambda pair: pair[0]))].append(row)
    for wanted_items, members in groups.items():
        _store(model, dict(wanted_items), members, label)
    return [row.id for members in groups.values() for row in members]


def _store(model: type[Recorded], wanted: Values, rows: list[Row[Any]], label: str | None) -> None:
    table = table_of(model)
    db.session.execute(
        update(table)
        .where(among(table.c.id, (row.id for row in rows)))
        .values(wanted | {"version": table.c.version + 1})
    )
    after = {name: plain(value) for name, value in wanted.items()}
    record_rows(
        table.name,
        "edit",
        (
            {
                "entity_id": row.id,
                "label": str(getattr(row, label)) if label else "",
                "version": row.version + 1,
                "before": {name: plain(getattr(row, name)) for name in wanted},
                "after": after,
            }
            for row in rows
        ),
    )
