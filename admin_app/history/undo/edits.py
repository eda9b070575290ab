"""Undoing edits: the columns go back, if nobody has changed them since."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.history.models import Recorded
from admin_app.history.queries import linked_ids
from admin_app.history.record import record_rows
from admin_app.history.rows import Link, Values, link_tables, plain, rebuilt, table_of
from admin_app.history.undo.fits import link_again, refuse_if_orphaned, refuse_if_taken
from admin_app.ids import among


def revert_edits(model: type[Recorded], changes: Sequence[Row[Any]]) -> None:
    """Give the changed columns and links their values of before.

    Raises `Conflict` where a row is gone or one of these values was changed later.
    """
    changes = _merged(changes)
    names = {name for change in changes for name in change.after}
    linked = names & link_tables(model).keys()
    columns = sorted(names - linked)
    rows = _stored(model, [change.entity_id for change in changes], columns)
    held = {name: linked_ids(link_tables(model)[name], rows) for name in linked}
    for change in changes:
        _refuse_if_changed(model, change, rows.get(change.entity_id), held)
    _write_columns(model, changes, set(columns))
    for name in sorted(linked):
        _write_links(link_tables(model)[name], name, changes)
    record_rows(
        table_of(model).name,
        "edit",
        (
            {
                "entity_id": change.entity_id,
                "label": change.label,
                "version": rows[change.entity_id].version + 1,
                "before": change.after,
                "after": change.before,
            }
            for change in changes
        ),
    )


class _Edit:
    """Several changes to one row in one changeset, as one: the first before, the last after."""

    def __init__(self, change: Any) -> None:
        self.entity_id: int = change.entity_id
        self.label: str = change.label
        self.before: Values = dict(change.before or {})
        self.after: Values = dict(change.after or {})

    def add(self, change: Any) -> None:
        self.before = (change.before or {}) | self.before
        self.after |= change.after or {}


def _merged(changes: Sequence[Any]) -> list[Any]:
    found: dict[int, _Edit] = {}
    for change in changes:
        if change.entity_id in found:
            found[change.entity_id].add(change)
        else:
            found[change.entity_id] = _Edit(change)
    return list(found.values())


def _stored(model: type[Recorded], ids: list[int], columns: list[str]) -> dict[int, Row[Any]]:
    table = table_of(model)
    wanted = [table.c.id, table.c.version, *(table.c[name] for name in columns if name in table.c)]
    found = db.session.execute(
        select(*wanted).where(among(table.c.id, ids)).order_by(table.c.id).with_for_update()
    )
    return {row.id: row for row in found}


def _refuse_if_changed(
    model: type[Recorded], change: Any, row: Row[Any] | None, held: dict[str, dict[int, list[int]]]
) -> None:
    noun = model.noun()
    if row is None:
        raise Conflict(f"This can't be undone: the {noun} “{change.label}” has been deleted since.")
    for name, value in change.after.items():
        if name in held:
            current: Any = held[name].get(change.entity_id, [])
        elif name in row._mapping:
            current = plain(row._mapping[name])
        else:
            continue
        if not _same(current, value):
            words = name.removesuffix("_id").replace("_", " ")
            raise Conflict(
                f"This can't be undone: the {words} of the {noun} “{change.label}” was changed "
                "again later. Undo that first, or edit it by hand."
            )


def _same(current: Any, value: Any) -> bool:
    return bool(current == value)


def _write_columns(model: type[Recorded], changes: Sequence[Any], columns: set[str]) -> None:
    """Rows that get the same values are one statement; the rest are one for each set of columns."""
    alike: dict[str, list[int]] = defaultdict(list)
    for change in changes:
        values = {name: value for name, value in change.before.items() if name in columns}
        alike[json.dumps(values, sort_keys=True)].append(change.entity_id)
    groups = [(ids, rebuilt(model, json.loads(values))) for values, ids in alike.items()]
    rows = [values | {"id": row_id} for ids, values in groups for row_id in ids]
    refuse_if_taken(model, rows)
    refuse_if_orphaned(model, rows)
    singles: dict[tuple[str, ...], list[Values]] = defaultdict(list)
    for ids, values in groups:
        if len(ids) > 1 or not values:
            _update_alike(model, ids, values)
        else:
            singles[tuple(sorted(values))].append(values | {"id": ids[0]})
    for names, each in singles.items():
        _update_each(model, names, each)


def _update_alike(model: type[Recorded], ids: list[int], values: Values) -> None:
    table = table_of(model)
    moved_on = values | {"version": table.c.version + 1}
    db.session.execute(update(table).where(among(table.c.id, ids)).values(moved_on))


def _update_each(model: type[Recorded], names: tuple[str, ...], rows: list[Values]) -> None:
    table = table_of(model)
    # A parameter may not bear the name of a column that is set.
    given: Values = {name: bindparam(f"new_{name}") for name in names}
    moved_on = given | {"version": table.c.version + 1}
    statement = update(table).where(table.c.id == bindparam("new_id")).values(moved_on)
    each = [{f"new_{name}": value for name, value in row.items()} for row in rows]
    db.session.connection().execute(statement, each)


def _write_links(link: Link, name: str, changes: Sequence[Any]) -> None:
    held = {change.entity_id: change.before[name] for change in changes if name in change.after}
    db.session.execute(delete(link.table).where(among(link.own, held)))
    link_again(link, held)
