"""Undoing creations: the rows go, unless somebody has built on them since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, between, delete, exists, not_, or_, select
from sqlalchemy.orm import aliased

from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset, Recorded
from admin_app.history.record import record_rows
from admin_app.history.removal import PORTION, dump
from admin_app.history.rows import Link, link_tables, noun_of, recorded_models, table_of
from admin_app.ids import among, chunks


def delete_created(
    model: type[Recorded],
    changes: Sequence[Row[Any]],
    created: dict[str, list[Row[Any]]],
) -> None:
    """Delete the rows that the changeset created; `created` is all that it created, by table.

    Raises `Conflict` where a row was changed later, or where rows that the changeset did not
    create point at it.
    """
    table = table_of(model)
    theirs = _these(table.c.id, changes)
    versions = _locked_versions(model, [c.entity_id for c in changes if not c.last_id])
    _refuse_if_changed(model, changes, versions)
    _refuse_if_used(model, theirs, created, changes)
    before = _last_values(changes, versions)
    db.session.execute(delete(table).where(theirs))
    record_rows(table.name, "delete", before)


def _these(column: Any, changes: Sequence[Row[Any]]) -> ColumnElement[bool]:
    """Whether the column holds one of the created ids, given singly or as ranges."""
    ranges = [between(column, c.entity_id, c.last_id) for c in changes if c.last_id]
    singles = [c.entity_id for c in changes if not c.last_id]
    return or_(*ranges, *([among(column, singles)] if singles or not ranges else []))


def _locked_versions(model: type[Recorded], ids: Sequence[int]) -> dict[int, int]:
    """The versions of these rows, which nobody else changes any more until the undo is stored."""
    table = table_of(model)
    found = db.session.execute(
        select(table.c.id, table.c.version)
        .where(among(table.c.id, ids))
        .order_by(table.c.id)
        .with_for_update()
    )
    versions = {row.id: row.version for row in found}
    if len(versions) < len(ids):
        raise Conflict(
            f"This can't be undone: a {model.noun()} that it created has been deleted since."
        )
    return versions


def _refuse_if_changed(
    model: type[Recorded], changes: Sequence[Row[Any]], versions: dict[int, int]
) -> None:
    """A later change to any of the rows is later work."""
    ranges = [change for change in changes if change.last_id]
    later = _moved_on(model, changes, versions)
    if later is None and ranges:
        later = _later_change(model, ranges)
    if later is not None:
        raise Conflict(
            f"This can't be undone: the {model.noun()} “{later.label}” was changed later. "
            "Undo that first."
        )


def _later_change(model: type[Recorded], ranges: Sequence[Row[Any]]) -> Any:
    """A change to a row of these ranges that came after its creation and is in effect."""
    # Each range by itself: a large import creates its ranges in commits of their own.
    after_creation = [
        and_(between(Change.entity_id, each.entity_id, each.last_id), Change.id > each.id)
        for each in ranges
    ]
    undoing, redoing = aliased(Changeset), aliased(Changeset)
    # An edit that was undone counts no more, nor does its undo, unless that was undone in turn.
    stands = ~exists().where(redoing.undoes_id == undoing.id)
    is_undone = exists().where(undoing.undoes_id == Change.changeset_id, stands)
    is_an_undo = exists().where(
        undoing.id == Change.changeset_id, undoing.undoes_id.is_not(None), stands
    )
    return db.session.execute(
        select(Change.label)
        .where(
            Change.entity == table_of(model).name,
            or_(*after_creation),
            Change.changeset_id.not_in({each.changeset_id for each in ranges}),
            ~is_undone,
            ~is_an_undo,
        )
        .order_by(Change.id)
        .limit(1)
    ).first()


def _moved_on(model: type[Recorded], changes: Sequence[Row[Any]], versions: dict[int, int]) -> Any:
    """One of the rows that no longer is as it was created; None, if all are."""
    created = {change.entity_id: change for change in changes}
    touched = [row_id for row_id, version in versions.items() if version != created[row_id].version]
    for portion in chunks(touched, PORTION):
        for row in dump(model, list(portion)):
            # Edited and undone is as good as never edited.
            change = created[row["entity_id"]]
            if any(row["before"].get(name) != value for name, value in change.after.items()):
                return change
    return None


def _refuse_if_used(
    model: type[Recorded],
    theirs: ColumnElement[bool],
    created: dict[str, list[Row[Any]]],
    changes: Sequence[Row[Any]],
) -> None:
    table = table_of(model)
    for child in recorded_models().values():
        for key in table_of(child).foreign_keys:
            if key.column.table is table and key.parent.name not in child.__unrecorded__:
                _refuse_others(model, theirs, table_of(child), key.parent, created)
    for name, link in link_tables(model).items():
        if not link.mapped:  # a post carries its own links away; a tag is what others hold on to
            came_along = {
                (change.entity_id, other)
                for change in changes
                for other in (change.after or {}).get(name, ())
            }
            _refuse_links(model, theirs, link, created.get(link.target.name, []), came_along)


def _refuse_others(
    model: type[Recorded],
    theirs: ColumnElement[bool],
    child: Table,
    column: Any,
    created: dict[str, list[Row[Any]]],
) -> None:
    """Refuse where a row of `child` that is not of this changeset points at a created one."""
    parents = select(table_of(model).c.id).where(theirs)
    of_this = _these(child.c.id, created.get(child.name, []))
    found = db.session.scalar(select(child.c.id).where(column.in_(parents), not_(of_this)).limit(1))
    if found is not None:
        raise Conflict(
            f"This can't be undone: a {noun_of(child)} has come to the {model.noun()} since. "
            "Move or delete that first."
        )


def _refuse_links(
    model: type[Recorded],
    theirs: ColumnElement[bool],
    link: Link,
    created: list[Row[Any]],
    came_along: set[tuple[int, int]],
) -> None:
    """Refuse where a row that was not created here has been linked to a created one.

    The links that the changeset itself made from older rows are gone by now: edits are reverted
    before creations. Those that `came_along`, as a row came back that had been deleted, go again.
    """
    holders = select(table_of(model).c.id).where(theirs)
    others = not_(_these(link.other, created))
    rows = select(link.own, link.other).where(and_(link.own.in_(holders), others))
    if not came_along:
        rows = rows.limit(1)
    if any(tuple(row) not in came_along for row in db.session.execute(rows)):
        raise Conflict(
            f"This can't be undone: the {model.noun()} it created is used elsewhere by now."
        )


def _last_values(changes: Sequence[Row[Any]], versions: dict[int, int]) -> list[dict[str, Any]]:
    """The rows as they go, for history: with them, the undo is undone."""
    return [
        {
            "entity_id": change.entity_id,
            "last_id": change.last_id,
            "label": change.label,
            "version": versions.get(change.entity_id, change.version),
            "before": change.after,
        }
        for change in changes
    ]
