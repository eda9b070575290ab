"""Undoing edits: the columns go back, if nobody has changed them since."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.history.models import Recorded
from admin_app.history.record import record_rows
from admin_app.history.rows import Values, link_tables, plain, restored, table_of
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
    held = {name: _held(model, name, rows) for name in linked}
    for change in changes:
        _refuse_if_changed(model, change, rows.get(change.entity_id), held)
    _write_columns(model, changes, set(columns))
    for name in sorted(linked):
        _write_links(model, name, [change for change in changes if name in change.after])
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


def _held(model: type[Recorded], name: str, rows: dict[int, Row[Any]]) -> dict[int, list[int]]:
    link, own, other = link_tables(model)[name]
    held: dict[int, list[int]] = defaultdict(list)
    for one, another in db.session.execute(
        select(link.c[own], link.c[other])
        .where(among(link.c[own], rows))
        .order_by(link.c[own], link.c[other])
    ):
        held[one].append(another)
    return held


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
    table = table_of(model)
    alike: dict[str, list[Any]] = defaultdict(list)
    for change in changes:
        values = {name: v for name, v in change.before.items() if name in columns}
        alike[json.dumps(values, sort_keys=True)].append((change.entity_id, values))
    singles: dict[tuple[str, ...], list[Values]] = defaultdict(list)
    for members in alike.values():
        values = restored(model, members[0][1])
        if len(members) > 1 or not values:
            _update(model, [entity_id for entity_id, _ in members], values)
        else:
            singles[tuple(sorted(values))].append(
                {f"new_{name}": value for name, value in values.items()} | {"row": members[0][0]}
            )
    for names, rows in singles.items():
        db.session.connection().execute(
            update(table)
            .where(table.c.id == bindparam("row"))
            .values(
                {name: bindparam(f"new_{name}") for name in names}
                | {"version": table.c.version + 1}
            ),
            rows,
        )


def _update(model: type[Recorded], ids: list[int], values: Values) -> None:
    table = table_of(model)
    db.session.execute(
        update(table)
        .where(among(table.c.id, ids))
        .values(values | {"version": table.c.version + 1})
    )


def _write_links(model: type[Recorded], name: str, changes: Sequence[Any]) -> None:
    link, own, other = link_tables(model)[name]
    db.session.execute(
        delete(link).where(among(link.c[own], (change.entity_id for change in changes)))
    )
    pairs = [
        {own: change.entity_id, other: linked}
        for change in changes
        for linked in change.before[name]
    ]
    insert_links(link, other, pairs)


def insert_links(link: Any, other: str, pairs: list[dict[str, int]]) -> None:
    """Insert these pairs. Raises `Conflict` where the other side is gone."""
    if not pairs:
        return
    target = next(iter(link.c[other].foreign_keys)).column
    wanted = {pair[other] for pair in pairs}
    there = set(db.session.scalars(select(target).where(among(target, wanted))))
    if wanted - there:
        raise Conflict(
            f"This can't be undone: a {target.table.name} that it needs has been deleted since. "
            "Undo that first."
        )
    db.session.execute(insert(link), pairs)
