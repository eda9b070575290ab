"""What history knows of a row, and of the site."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, exists, func, literal_column, select
from sqlalchemy.orm import aliased

from admin_app.extensions import db
from admin_app.history.models import KEPT, Change, Changeset
from admin_app.history.rows import Link, Values, link_tables, recorded_models, table_of
from admin_app.ids import among


def linked_ids(link: Link, ids: Iterable[int]) -> dict[int, list[int]]:
    """What each of these rows is linked to, in order; rows without links are left out."""
    held: dict[int, list[int]] = {}
    rows = db.session.execute(
        select(link.own, link.other).where(among(link.own, ids)).order_by(link.own, link.other)
    )
    for own, other in rows:
        held.setdefault(own, []).append(other)
    return held


def recent_changes(entity: str, entity_id: int, limit: int) -> list[Any]:
    """The last changes of one row, newest first: Change columns with who, when, in what words."""
    asked = {"entity": entity, "entity_id": entity_id, "most": limit}
    return list(db.session.connection().execute(_RECENT, asked))


# Of tables and put together once: each page with a form asks it.
_change, _changeset = Change.__table__.c, Changeset.__table__.c
_RECENT = (
    select(
        _change.version,
        _change.verb,
        _change.fields,
        _changeset.id.label("changeset_id"),
        _changeset.at,
        _changeset.actor_id,
        _changeset.actor_name,
        _changeset.summary,
    )
    .join_from(Change.__table__, Changeset.__table__, _changeset.id == _change.changeset_id)
    .where(
        _change.entity == bindparam("entity"),
        _change.entity_id == bindparam("entity_id"),
        _change.verb != literal_column(f"'{KEPT}'"),
    )
    .order_by(_change.id.desc())
    .limit(bindparam("most"))
)


def when_deleted(entity: str, ids: Collection[int]) -> dict[int, Values]:
    """What these rows were when they were last deleted; those that never were are left out."""
    if not ids:
        return {}
    deleted = db.session.execute(
        select(Change.entity_id, Change.before)
        .where(Change.entity == entity, Change.verb == "delete", among(Change.entity_id, ids))
        .order_by(Change.id)
    )
    return {row.entity_id: row.before or {} for row in deleted}


def ids_with_history(entity: str, ids: Collection[int], column: str) -> set[int]:
    """Those of these rows in which this column was ever changed."""
    edits = db.session.execute(
        select(Change.entity_id, Change.before)
        .where(Change.entity == entity, Change.verb == "edit", among(Change.entity_id, ids))
        .order_by(Change.id)
    )
    return {row.entity_id for row in edits if column in (row.before or {})}


def edited_names(changeset_id: int, entity: str) -> set[str]:
    """The columns and links that the changeset's edits of rows of this table changed."""
    edits = db.session.scalars(
        select(Change.before)
        .where(Change.changeset_id == changeset_id, Change.entity == entity, Change.verb == "edit")
        .order_by(Change.id)
    )
    return {name for before in edits for name in before or {}}


def changesets(actor_id: int | None = None) -> Select[Any]:
    """Changesets with what undid them; those of one person, if named. The list orders them."""
    undoing = aliased(Changeset)
    found = select(
        Changeset.id,
        Changeset.at,
        Changeset.actor_id,
        Changeset.actor_name,
        Changeset.summary,
        Changeset.undoes_id,
        undoing.id.label("undone_by"),
        undoing.actor_name.label("undone_by_name"),
    ).outerjoin(undoing, undoing.undoes_id == Changeset.id)
    return cast(
        "Select[Any]", found if actor_id is None else found.where(Changeset.actor_id == actor_id)
    )


def is_undone(changeset_id: int) -> bool:
    """Whether somebody has taken this changeset back."""
    return bool(db.session.scalar(select(exists().where(Changeset.undoes_id == changeset_id))))


def changes_of(changeset_id: int, after: int, limit: int) -> Sequence[Any]:
    """The changes of one changeset from the one after `after` on, at most `limit`."""
    return db.session.scalars(
        select(Change)
        .where(Change.changeset_id == changeset_id, Change.id > after)
        .order_by(Change.id)
        .limit(limit)
    ).all()


def count_changes(changeset_id: int, cap: int) -> int:
    """How many rows the changeset changed, up to `cap` and one."""
    rows = select(Change.id).where(Change.changeset_id == changeset_id).limit(cap + 1)
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def names_of_links(changes: Iterable[Change]) -> dict[tuple[str, str], dict[int, str]]:
    """What the linked rows are called, by (entity, column or link); one statement for each."""
    wanted: dict[tuple[str, str], set[int]] = {}
    for change in changes:
        targets = _targets(change.entity)
        for values in (change.before or {}, change.after or {}):
            for name in targets.keys() & values.keys():
                held = values[name]
                ids = held if isinstance(held, list) else [held] if held is not None else []
                wanted.setdefault((change.entity, name), set()).update(ids)
    return {key: _names(_targets(key[0])[key[1]], ids) for key, ids in wanted.items() if ids}


def _targets(entity: str) -> dict[str, Table]:
    """The tables that a row's columns and links point into, by the name that history uses."""
    model = recorded_models().get(entity)
    if model is None:
        return {}
    targets = {key.parent.name: key.column.table for key in table_of(model).foreign_keys}
    targets |= {name: link.target for name, link in link_tables(model).items()}
    return targets


def _names(target: Table, ids: set[int]) -> dict[int, str]:
    label = next((name for name in ("name", "title", "author_name") if name in target.c), "id")
    rows = db.session.execute(
        select(target.c.id, target.c[label]).where(among(target.c.id, ids)).order_by(target.c.id)
    )
    return {row_id: str(name) for row_id, name in rows}
