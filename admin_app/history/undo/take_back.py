"""The inverse of a changeset: checked against what is stored now, then applied set by set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from admin_app.errors import Conflict, NotFound
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset, Recorded
from admin_app.history.rows import recorded_models, table_of
from admin_app.history.undo.creations import delete_created
from admin_app.history.undo.deletions import insert_deleted, link_deleted
from admin_app.history.undo.edits import revert_edits
from admin_app.history.undo.policy import check_after, require_undo


@dataclass(frozen=True)
class TakenBack:
    """What an undo did: the summary of what was taken back, and how many rows it changed."""

    summary: str
    rows: int


def undoable(changeset_id: int) -> Changeset:
    """The changeset, locked. Raises `NotFound`, or `Conflict` where it was undone already."""
    changeset: Changeset | None = db.session.scalar(
        select(Changeset).where(Changeset.id == changeset_id).with_for_update()
    )
    if changeset is None:
        raise NotFound
    undone_by = db.session.scalar(select(Changeset).where(Changeset.undoes_id == changeset_id))
    if undone_by is not None:
        raise Conflict(f"{undone_by.actor_name or 'The site'} has undone this already.")
    return changeset


def take_back(changeset_id: int, person: Any) -> TakenBack:
    """Restore what this changeset changed, within the open unit of work.

    Raises `NotFound`, `NotAllowed` where the person may not change one of the rows, and `Conflict`
    with the reason where later work stands on it. Nothing is changed then.
    """
    changeset = undoable(changeset_id)
    changes = db.session.execute(
        select(
            Change.id,
            Change.changeset_id,
            Change.entity,
            Change.entity_id,
            Change.last_id,
            Change.verb,
            Change.label,
            Change.version,
            Change.before,
            Change.after,
        )
        .where(Change.changeset_id == changeset_id)
        .order_by(Change.id)
    ).all()
    if not changes:
        raise Conflict("This can't be undone: what it changed was erased for good.")
    touched = _touched(changes)
    require_undo(person, touched)
    _apply(changes)
    check_after(person, touched)
    return TakenBack(changeset.summary, len(changes))


def _touched(changes: Sequence[Row[Any]]) -> dict[str, list[tuple[int, str]]]:
    touched: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for change in changes:
        touched[change.entity].append((change.entity_id, change.verb))
    return touched


def _apply(changes: Sequence[Row[Any]]) -> None:
    """Deleted rows come back first, parents before children; created rows go last."""
    deleted, edited, created = (_of_verb(changes, verb) for verb in ("delete", "edit", "create"))
    for model, rows in deleted.items():
        insert_deleted(model, rows)
    for model, rows in deleted.items():
        link_deleted(model, rows)
    for model, rows in edited.items():
        revert_edits(model, rows)
    by_table = {table_of(model).name: rows for model, rows in created.items()}
    for model, rows in reversed(created.items()):
        delete_created(model, rows, by_table)


def _of_verb(changes: Sequence[Row[Any]], verb: str) -> dict[type[Recorded], list[Row[Any]]]:
    """The changes of this verb by their model, in an order in which parents come first."""
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for change in changes:
        if change.verb == verb:
            found[change.entity].append(change)
    models = recorded_models()
    if found.keys() - models.keys():
        raise Conflict("This can't be undone: it changed something this site no longer keeps.")
    return {
        models[table.name]: found[table.name]
        for table in db.metadata.sorted_tables
        if table.name in found
    }
