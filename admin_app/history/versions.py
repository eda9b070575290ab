"""The versions of one row: what each save changed, and how the row stood at any of them.

Both cost statements that do not grow with the number of versions, and read none of the texts that
lie between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, case, select
from sqlalchemy.orm import aliased

from admin_app.extensions import db
from admin_app.history.models import KEPT, Change, Changeset, Recorded
from admin_app.history.queries import linked_ids
from admin_app.history.rows import (
    Values,
    link_tables,
    links,
    plain,
    rebuilt,
    recorded_columns,
    recorded_models,
    restored,
    table_of,
)

EDIT, CREATE, DELETE = "edit", "create", "delete"


class Then:
    """A row as it was: what is asked of it is as it was then, the rest is as it is."""

    def __init__(self, row: Any, values: Values) -> None:
        self._row = row
        self._values = values

    def __getattr__(self, name: str) -> Any:
        return self._values[name] if name in self._values else getattr(self._row, name)


@dataclass(frozen=True)
class _Step:
    """A change without its texts; `names` is None where it names everything."""

    id: int
    version: int
    verb: str
    names: frozenset[str] | None

    def changed(self, name: str) -> bool:
        return self.names is None or name in self.names


def timeline(entity: str, entity_id: int) -> Select[Any]:
    """What was done to this row: who, when, in what words, which columns. The list orders it."""
    undoing = aliased(Changeset)
    found = (
        select(
            Change.id,
            Change.version,
            Change.verb,
            Change.fields,
            Change.changeset_id,
            Changeset.at,
            Changeset.actor_id,
            Changeset.actor_name,
            Changeset.summary,
            Changeset.undoes_id,
            undoing.id.label("undone_by"),
        )
        .join(Changeset, Changeset.id == Change.changeset_id)
        .outerjoin(undoing, undoing.undoes_id == Changeset.id)
        .where(Change.entity == entity, Change.entity_id == entity_id)
    )
    return cast("Select[Any]", found)


def since(row: Recorded, version: int, most: int = 500) -> Sequence[Any]:
    """The saves after this version, oldest first: their columns, and who made them."""
    found = timeline(table_of(type(row)).name, row.id).where(
        Change.version > version, Change.verb != KEPT
    )
    return db.session.execute(found.order_by(Change.id).limit(most)).all()


def kept_version(row: Recorded, change_id: int) -> Any | None:
    """What somebody had written that was not saved as such, by the id of its change."""
    found = timeline(table_of(type(row)).name, row.id).add_columns(Change.before, Change.after)
    return db.session.execute(
        found.where(Change.id == change_id, Change.verb == KEPT)
    ).one_or_none()


def row_at(row: Recorded, version: int) -> Then:
    """The row as it was at this version."""
    return rows_at(row, [version])[version]


def rows_at(row: Recorded, versions: Collection[int]) -> dict[int, Then]:
    """The row as it was at each of these versions, its links by name."""
    values = values_at(row, versions)
    called = _names_of_links(type(row), values.values())
    return {version: Then(row, as_read(row, held, called)) for version, held in values.items()}


def held_at(row: Recorded, version: int, names: Sequence[str] | None = None) -> Values:
    """What the row held at this version: its columns as they are read, its links by id.

    All of it, or that of these names.
    """
    values = values_at(row, [version], names)[version]
    return values | restored(type(row), values)


def as_read(
    row: Recorded, values: Values, called: Mapping[str, Mapping[int, str]] | None = None
) -> Values:
    """Values out of history as the row itself has them, links by name; what is gone is left out."""
    model = type(row)
    called = _names_of_links(model, [values]) if called is None else called
    named = {
        name: sorted(called[name][one] for one in values[name] if one in called[name])
        for name in called
        if name in values
    }
    return restored(model, values) | named


def ids_of_names(model: type[Recorded], name: str, names: Sequence[str]) -> list[int]:
    """The ids by which history knows linked rows of these names; of what is there."""
    target = link_tables(model)[name].target
    if not names:
        return []
    known = target.c.name.in_(names)
    owner = recorded_models().get(target.name)
    if owner is not None and "name_key" in target.c:
        # Written as people write it: what the model finds a name by is the same for all of these.
        known = target.c.name_key.in_([rebuilt(owner, {"name": one})["name_key"] for one in names])
    return sorted(db.session.scalars(select(target.c.id).where(known).order_by(target.c.id)))


def values_at(
    row: Recorded, versions: Collection[int], names: Sequence[str] | None = None
) -> dict[int, Values]:
    """What history keeps of the row, as it was at each of these versions, as JSON holds it."""
    model = type(row)
    names = names or [*recorded_columns(model), *links(model)]
    steps = _steps(row)
    sources = {
        version: {name: _sources(steps, name, version) for name in names} for version in versions
    }
    texts = _texts({one for found in sources.values() for held in found.values() for one in held})
    now = _current(row, names)
    return {
        version: {
            name: next((texts[one][name] for one in held if name in texts[one]), now[name])
            for name, held in found.items()
        }
        for version, found in sources.items()
    }


def _current(row: Recorded, names: Iterable[str]) -> Values:
    model = type(row)
    mapped = links(model)
    values: Values = {}
    for name in names:
        if name not in mapped:
            values[name] = plain(getattr(row, name))
        elif name in row.__dict__:
            values[name] = sorted(one.id for one in getattr(row, name))
        else:
            values[name] = linked_ids(link_tables(model)[name], [row.id]).get(row.id, [])
    return values


def _steps(row: Recorded) -> list[_Step]:
    """What was done to the row, oldest first, read from the index alone."""
    of_row = (
        select(Change.id, Change.version, Change.verb, Change.fields)
        .where(
            Change.entity == table_of(type(row)).name,
            Change.entity_id == row.id,
            Change.verb != KEPT,
        )
        .order_by(Change.id)
    )
    found = db.session.execute(of_row).all()
    # An edit of more names than a line of the index holds: they are read from its values.
    long = [one.id for one in found if one.verb == EDIT and one.fields is None]
    names = {
        one: frozenset(after) for (one, _), after in _texts({(i, "after") for i in long}).items()
    }
    return [
        _Step(
            one.id,
            one.version,
            one.verb,
            frozenset(one.fields.split(",")) if one.fields else names.get(one.id),
        )
        for one in found
    ]


def _sources(steps: Sequence[_Step], name: str, version: int) -> list[tuple[int, str]]:
    """Where the value stands: after the last change until then, else before the next; else in the
    row itself (none)."""
    found = []
    for step in reversed(steps):
        if step.version <= version and step.verb in (EDIT, CREATE) and step.changed(name):
            found.append((step.id, "after"))
            if step.verb == EDIT:
                return found
            break  # what was created may have had no links yet
    for step in steps:
        if step.version > version and step.verb in (EDIT, DELETE) and step.changed(name):
            found.append((step.id, "before"))
            break
    return found


def _texts(sources: set[tuple[int, str]]) -> dict[tuple[int, str], Values]:
    """The values before or after these changes."""
    if not sources:
        return {}
    ids = {side: [i for i, of in sources if of == side] for side in ("before", "after")}
    wanted = select(
        Change.id,
        case((Change.id.in_(ids["before"]), Change.before)).label("before"),
        case((Change.id.in_(ids["after"]), Change.after)).label("after"),
    ).where(Change.id.in_({i for i, _ in sources}))
    return {
        (row.id, side): getattr(row, side) or {}
        for row in db.session.execute(wanted.order_by(Change.id))
        for side in ("before", "after")
        if (row.id, side) in sources
    }


def _names_of_links(model: type[Recorded], values: Iterable[Values]) -> dict[str, dict[int, str]]:
    """What the linked rows are called, by link; one statement for each link that holds any."""
    held = list(values)
    called: dict[str, dict[int, str]] = {}
    for name in links(model):
        target = link_tables(model)[name].target
        ids = {one for one_of in held for one in one_of.get(name) or ()}
        called[name] = {}
        if ids and "name" in target.c:
            rows = select(target.c.id, target.c.name).where(target.c.id.in_(ids))
            called[name] = {i: str(n) for i, n in db.session.execute(rows.order_by(target.c.id))}
    return called
