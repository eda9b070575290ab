"""Changes to many rows: a number of statements that does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select, tuple_, update

from admin_app.extensions import db
from admin_app.history.models import Recorded
from admin_app.history.record import record_rows
from admin_app.history.rows import Link, Values, link_tables, plain, table_of
from admin_app.ids import among, listed_pairs, listed_rows

FEW = 4
"""Up to so many distinct sets of values are an UPDATE each; more of them are one of all rows."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What one row is to become: columns by their values, links by the ids of what they lead to.

    `before` and `after` have the same names.
    """

    entity_id: int
    version: int
    label: str
    before: Values
    after: Values


def change_rows(
    model: type[Recorded],
    ids: Iterable[int],
    decide: Callable[[Row[Any]], Values | None],
    reads: tuple[str, ...],
) -> list[int]:
    """Lock these rows, ask `decide` for each one's new values, store them; the ids that changed.

    `reads` names the columns that `decide` looks at; it must read every column that it sets, and
    answers None for a row to leave alone. One SELECT, and what `store_edits` needs.
    """
    table = table_of(model)
    label = model.label_column()
    names = dict.fromkeys(("id", "version", *([label] if label else []), *reads))
    rows = db.session.execute(
        select(*(table.c[name] for name in names))
        .where(among(table.c.id, ids))
        .order_by(table.c.id)
        .with_for_update()
    )
    edits, once = [], _Once()
    for row in rows:
        wanted = once(decide(row) or {})
        before = once({name: getattr(row, name) for name in wanted})
        edits.append(
            Edit(row.id, row.version, str(getattr(row, label)) if label else "", before, wanted)
        )
    return store_edits(model, edits)


class _Once:
    """Equal values are the same object: ten thousand rows may have few that differ."""

    def __init__(self) -> None:
        self._known: dict[Any, Values] = {}

    def __call__(self, values: Values) -> Values:
        """These values, or those like them that came first; nobody changes them."""
        try:
            return self._known.setdefault(tuple(values.items()), values)
        except TypeError:  # a value that is a list or an object has no hash
            return values


def store_edits(model: type[Recorded], edits: Iterable[Edit]) -> list[int]:
    """Store these, and their history; the ids of the rows that changed, for some may stay.

    The rows are locked, and as their edits say. One UPDATE for each distinct set of values, or one
    for all where these are many, one DELETE and one INSERT for each kind of link.
    """
    changed = [edit for edit in edits if edit.before != edit.after]
    links = link_tables(model)
    groups: dict[tuple[tuple[str, Any], ...], list[Edit]] = defaultdict(list)
    for edit in changed:
        groups[tuple(sorted(_columns(edit.after, links).items(), key=_name))].append(edit)
    if len(groups) <= FEW:
        for values, members in groups.items():
            _store_alike(model, dict(values), members)
    else:
        _store_each(model, changed, links)
    for name in sorted(links.keys() & {name for edit in changed for name in edit.after}):
        _store_links(links[name], name, changed)
    once = _Once()
    record_rows(
        table_of(model).name,
        "edit",
        (
            {
                "entity_id": edit.entity_id,
                "label": edit.label,
                "version": edit.version + 1,
                "before": once({name: plain(value) for name, value in edit.before.items()}),
                "after": once({name: plain(value) for name, value in edit.after.items()}),
            }
            for edit in changed
        ),
    )
    return [edit.entity_id for members in groups.values() for edit in members]


def _name(pair: tuple[str, Any]) -> str:
    return pair[0]


def _columns(values: Values, links: Collection[str]) -> Values:
    return {name: value for name, value in values.items() if name not in links}


def _store_alike(model: type[Recorded], values: Values, edits: Sequence[Edit]) -> None:
    table = table_of(model)
    db.session.execute(
        update(table)
        .where(among(table.c.id, (edit.entity_id for edit in edits)))
        .values(values | {"version": table.c.version + 1})
    )


def _store_each(model: type[Recorded], edits: Sequence[Edit], links: Collection[str]) -> None:
    """Each row its own values: one statement for the rows that set the same columns."""
    table = table_of(model)
    alike: dict[tuple[str, ...], list[Edit]] = defaultdict(list)
    for edit in edits:
        alike[tuple(sorted(_columns(edit.after, links)))].append(edit)
    for names, members in alike.items():
        if not names:
            _store_alike(model, {}, members)
            continue
        given = listed_rows(
            {"id": table.c.id.type} | {name: table.c[name].type for name in names},
            ((edit.entity_id, *(edit.after[name] for name in names)) for edit in members),
        )
        new = {name: given.c[name] for name in names}
        db.session.execute(
            update(table)
            .where(table.c.id == given.c.id)
            .values(new | {"version": table.c.version + 1})
        )


def _store_links(link: Link, name: str, edits: Sequence[Edit]) -> None:
    gone, come = [], []
    for edit in edits:
        before, after = set(edit.before.get(name, ())), set(edit.after.get(name, ()))
        gone += [(edit.entity_id, other) for other in before - after]
        come += [(edit.entity_id, other) for other in after - before]
    if gone:
        pairs = listed_pairs(gone)
        these = tuple_(link.own, link.other).in_(select(pairs.c.one, pairs.c.other))
        db.session.execute(delete(link.table).where(these))
    if come:
        pairs = listed_pairs(come)
        db.session.execute(
            insert(link.table).from_select(
                [link.own, link.other], select(pairs.c.one, pairs.c.other)
            )
        )
