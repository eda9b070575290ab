"""Deleting rows for good, with all that goes with them, so that undo can bring it all back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, delete, func, select, update

from admin_app.extensions import db
from admin_app.history.models import Recorded
from admin_app.history.queries import linked_ids
from admin_app.history.record import record_rows
from admin_app.history.rows import (
    Values,
    link_tables,
    plain,
    recorded_columns,
    recorded_models,
    table_of,
)
from admin_app.ids import among, chunks

PORTION = 500
SHOWN = 10
CAP = 10_000


@dataclass(frozen=True)
class Dependents:
    """Rows that a delete takes along, or (`stays`) that only lose their link to it."""

    noun: str
    count: int
    labels: list[str]
    stays: bool


def dependents(model: type[Recorded], ids: Iterable[int]) -> list[Dependents]:
    """What goes with these rows, for the page that asks before a delete. Counts stop at 10,001."""
    ids, found = list(ids), []
    for child, column, stays in _children(model):
        condition = among(column, ids)
        count = db.session.scalar(
            select(func.count()).select_from(
                select(column).where(condition).limit(CAP + 1).subquery()
            )
        )
        if count:
            label = child.label_column()
            shown = table_of(child).c[label] if label else table_of(child).c.id
            labels = db.session.scalars(
                select(shown).where(condition).order_by(table_of(child).c.id).limit(SHOWN)
            )
            found.append(Dependents(child.noun(), count, [str(one) for one in labels], stays))
    return found


def remove(model: type[Recorded], ids: Iterable[int]) -> list[int]:
    """Delete these rows and what goes with them, recorded so that undo restores all; the ids."""
    table = table_of(model)
    wanted = list(
        db.session.scalars(
            select(table.c.id).where(among(table.c.id, ids)).order_by(table.c.id).with_for_update()
        )
    )
    if wanted:
        _remove(model, wanted)
    return wanted


def _remove(model: type[Recorded], ids: list[int]) -> None:
    for child, column, stays in _children(model):
        if stays:
            _unlink(child, column, ids)
        elif children := list(
            db.session.scalars(
                select(table_of(child).c.id).where(among(column, ids)).order_by(column.table.c.id)
            )
        ):
            _remove(child, children)
    for portion in chunks(ids, PORTION):
        record_rows(table_of(model).name, "delete", dump(model, list(portion)))
    db.session.execute(delete(table_of(model)).where(among(table_of(model).c.id, ids)))


def _children(model: type[Recorded]) -> Iterator[tuple[type[Recorded], Column[Any], bool]]:
    """The recorded models that point at this one: the column, and whether the rows stay."""
    for child in recorded_models().values():
        for key in table_of(child).foreign_keys:
            if key.column.table is table_of(model):
                if child is model and key.ondelete == "CASCADE":
                    raise TypeError(
                        f"{child.__name__} deletes its own branches: name them in its action"
                    )
                yield child, key.parent, key.ondelete != "CASCADE"


def _unlink(child: type[Recorded], column: Column[Any], ids: list[int]) -> None:
    table = table_of(child)
    label = child.label_column()
    shown = table.c[label] if label else table.c.id
    rows = db.session.execute(
        select(table.c.id, table.c.version, shown.label("label"), column.label("held"))
        .where(among(column, ids))
        .order_by(table.c.id)
        .with_for_update()
    ).all()
    if not rows:
        return
    db.session.execute(
        update(table)
        .where(among(column, ids))
        .values({column.name: None, "version": table.c.version + 1})
    )
    if column.name in recorded_columns(child):
        record_rows(
            table.name,
            "edit",
            (
                {
                    "entity_id": row.id,
                    "label": str(row.label),
                    "version": row.version + 1,
                    "before": {column.name: row.held},
                    "after": {column.name: None},
                }
                for row in rows
            ),
        )


def dump(model: type[Recorded], ids: list[int]) -> list[Values]:
    """These rows whole, as history keeps them: id, label, version, and in `before` all values."""
    table = table_of(model)
    names = recorded_columns(model)
    linked = {name: linked_ids(link, ids) for name, link in link_tables(model).items()}
    label = model.label_column()
    columns = (table.c.id, table.c.version, *(table.c[name] for name in names))
    return [
        {
            "entity_id": row.id,
            "label": str(row._mapping[label]) if label else "",
            "version": row.version,
            "before": {name: plain(row._mapping[name]) for name in names}
            | {name: held.get(row.id, []) for name, held in linked.items()},
        }
        for row in db.session.execute(
            select(*columns).where(among(table.c.id, ids)).order_by(table.c.id)
        )
    ]
