"""Old and new values, taken from the session's own events into the save's one commit."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask import g, has_request_context
from flask_login import current_user
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Insert,
    Select,
    bindparam,
    cast,
    column,
    event,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, attributes

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.history.models import KEPT, LONGEST_FIELDS, Change, Changeset, Recorded
from admin_app.history.rows import Values, link_tables, links, plain, recorded_columns, table_of
from admin_app.unit_of_work import Unit, before_commit, current_unit

# Rows of a very large bulk action leave memory in portions of this many.
PORTION = 5_000

# Of the tables, and made once.
_CHANGESET = insert(Changeset.__table__).returning(Changeset.__table__.c.id)  # type: ignore[arg-type]
_CHANGES = insert(Change.__table__)  # type: ignore[arg-type]


@dataclass
class Seen:
    """A row that this unit touches: what is done to it, and what it was before."""

    row: Recorded
    verb: str
    before: Values = field(default_factory=dict)
    touched: str = ""


def install_recorder(session_factory: Any) -> None:
    """Listen to the flushes of this factory's sessions."""
    if not event.contains(session_factory, "before_flush", _look):
        event.listen(session_factory, "before_flush", _look)
    before_commit(_write)


def record_rows(entity: str, verb: str, rows: Iterable[Values]) -> None:
    """Add changes that set-based statements made, within the open unit of work.

    Each row has `entity_id`, and `label`, `version`, `before`, `after`, `last_id` as needed.
    """
    unit = current_unit()
    if unit is None or not unit.record:
        return
    kept: list[Values] = unit.facts.setdefault("rows", [])
    blank = {"label": "", "version": 0, "before": None, "after": None, "last_id": None}
    for row in rows:
        kept.append(blank | row | {"entity": entity, "verb": verb})
        if len(kept) >= PORTION:
            _insert_changes(unit, kept)
            kept.clear()


def changed_entities(unit: Unit) -> set[str]:
    """The tables of which this unit has recorded changes so far."""
    found: set[str] = unit.facts.setdefault("entities", set())
    return found


def changeset_id_of(unit: Unit) -> int:
    """The id of this unit's changeset, which is written now if it was not yet."""
    if unit.changeset_id is None:
        made = db.session.connection().execute(_CHANGESET, _changeset(unit))
        unit.changeset_id = made.scalar_one()
    return unit.changeset_id


def _changeset(unit: Unit) -> Values:
    actor_id, actor_name = unit.actor or (_actor("id"), _actor("name") or "")
    return {
        "at": now(),
        "actor_id": actor_id,
        "actor_name": actor_name,
        "summary": unit.summary[:500],
        "request_id": g.get("request_id") if has_request_context() else None,
        "form_key": unit.form_key,
        "undoes_id": unit.undoes,
    }


def _actor(name: str) -> Any:
    signed_in = current_user and current_user.is_authenticated
    return getattr(current_user, name, None) if signed_in else None


def _look(session: Session, *_: Any) -> None:
    unit = current_unit(session)
    if unit is None or not unit.record:
        return
    seen: dict[int, Seen] = unit.facts.setdefault("seen", {})
    for row in session.new:
        if isinstance(row, Recorded):
            seen.setdefault(id(row), Seen(row, "create"))
    for row in session.dirty:
        if isinstance(row, Recorded) and session.is_modified(row):
            _look_at_edit(session, row, seen)
    for row in session.deleted:
        if isinstance(row, Recorded):
            earlier = seen.pop(id(row), None)
            if earlier is None or earlier.verb != "create":
                seen[id(row)] = Seen(row, "delete", _whole(session, row))


def _look_at_edit(session: Session, row: Recorded, seen: dict[int, Seen]) -> None:
    """Note the values before, first one wins: a later flush no longer knows them."""
    known = seen.setdefault(id(row), Seen(row, "edit"))
    state, model = inspect(row), type(row)
    columns_changed = False
    for name in recorded_columns(model):
        history = state.attrs[name].history
        if history.has_changes() and (history.deleted or name != known.touched):
            columns_changed = True
            if name not in known.before:
                known.before[name] = plain(_old(session, row, name, history))
    for name in links(model):
        history = state.attrs[name].history
        if history.has_changes():
            known.before.setdefault(name, _ids(history.non_added()))
            if not columns_changed:
                # Links stand in their own table; the row's version has to move all the same.
                known.touched = recorded_columns(model)[0]
                attributes.flag_modified(row, known.touched)


def _old(session: Session, row: Recorded, name: str, history: attributes.History) -> Any:
    """The stored value; asked for, where it was overwritten without having been loaded."""
    if history.deleted:
        return history.deleted[0]
    table = table_of(type(row))
    return session.scalar(select(table.c[name]).where(table.c.id == row.id))


def _ids(rows: Iterable[Any]) -> list[int]:
    return sorted(row.id for row in rows)


def _whole(session: Session, row: Recorded) -> Values:
    values = {name: plain(getattr(row, name)) for name in recorded_columns(type(row))}
    for name, link in link_tables(type(row)).items():
        ids = session.scalars(select(link.other).where(link.own == row.id))
        values[name] = sorted(ids)
    return values


def _write(session: Session, unit: Unit) -> None:
    """Seal the unit: its changeset and the changes, however many rows they are, in two statements.

    On PostgreSQL in one.
    """
    if not unit.record:
        return
    rows = [change for seen in unit.facts.get("seen", {}).values() if (change := _change(seen))]
    rows += unit.facts.get("rows", [])
    if rows:
        _insert_changes(unit, rows)


def _change(seen: Seen) -> Values | None:
    row, model = seen.row, type(seen.row)
    blank = {
        "entity": table_of(model).name,
        "entity_id": row.id,
        "last_id": None,
        "verb": seen.verb,
        "label": row.history_label,
        "version": row.version,
        "before": seen.before,
        "after": None,
    }
    if seen.verb == "delete":
        return blank
    if seen.verb == "create":
        names = [*recorded_columns(model), *(n for n in links(model) if n in row.__dict__)]
        return blank | {"before": None, "after": {name: _now(row, name) for name in names}}
    after = {name: _now(row, name) for name in seen.before}
    changed = {name for name in after if after[name] != seen.before[name]}
    if not changed:
        return None
    return blank | {
        "before": {name: seen.before[name] for name in sorted(changed)},
        "after": {name: after[name] for name in sorted(changed)},
    }


def _now(row: Recorded, name: str) -> Any:
    value = getattr(row, name)
    return _ids(value) if name in links(type(row)) else plain(value)


def _insert_changes(unit: Unit, rows: list[Values]) -> None:
    changed_entities(unit).update(row["entity"] for row in rows)
    changes = [row | {"fields": _named(row)} for row in rows]
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        changeset_id = changeset_id_of(unit)
        connection.execute(_CHANGES, [one | {"changeset_id": changeset_id} for one in changes])
        return
    # As one list, sent and planned once: a hundred by themselves take three times as long. And
    # along with their changeset, which is a way to the server less in every save.
    listed = {"changes": json.dumps(changes)}
    if unit.changeset_id is None:
        its = {f"its_{name}": value for name, value in _changeset(unit).items()}
        unit.changeset_id = connection.execute(_with_changeset(), its | listed).scalar_one()
    else:
        connection.execute(_added(), listed | {"changeset": unit.changeset_id})


@cache
def _added() -> Insert:
    """The changes listed, in a changeset that there is."""
    return _listed(bindparam("changeset", type_=BigInteger()))


@cache
def _with_changeset() -> Select[Any]:
    """The changeset, and the changes listed in it, as one statement; it gives the id."""
    columns = [one for one in Changeset.__table__.c if one.name != "id"]
    its = {one.name: bindparam(f"its_{one.name}", type_=one.type) for one in columns}
    made = _CHANGESET.values(its).cte("made")
    changes = _listed(select(made.c.id).scalar_subquery()).cte("changes")
    return select(made.c.id).add_cte(changes)


def _listed(changeset: ColumnElement[int]) -> Insert:
    table: Any = Change.__table__
    columns = [one for one in table.c if one.name not in ("id", "changeset_id")]
    listed = (
        func.jsonb_to_recordset(cast(bindparam("changes"), JSONB))
        .table_valued(*(column(one.name, one.type) for one in columns))
        .render_derived(with_types=True)
    )
    names = ["changeset_id", *(one.name for one in columns)]
    return insert(table).from_select(names, select(changeset, *listed.c))


def _named(row: Values) -> str | None:
    """The columns that an edit changed, with commas between; None for all that there are."""
    if row["verb"] not in ("edit", KEPT) or row["after"] is None:
        return None
    names = ",".join(sorted(row["after"]))
    return names if len(names) <= LONGEST_FIELDS else None
