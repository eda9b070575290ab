"""How many rows stand in each state, from the counts that the database keeps."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Select,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    true,
    union_all,
)

from admin_app.columns import UtcDateTime, now
from admin_app.content.models import Page, Post, Setting, Tally
from admin_app.content.queries.settings import SETTING_COLUMNS, keep_settings
from admin_app.extensions import db

Tallies = dict[str, dict[str, int]]
_KEPT = "tallies"
PLANNED = "planned"
CAP = 10_000
FOLDED_FROM = 200


def tallies() -> Tallies:
    """The count of each state, by entity (“post”, “page”, “comment”); one statement a request.

    The state “planned” counts the scheduled texts that are still to come, up to 10,001; readers see
    the other scheduled ones by now. The settings come with it: every page of the desk needs both.
    """
    info = db.session().info
    if _KEPT not in info:
        info[_KEPT] = _read()
    found: Tallies = info[_KEPT]
    return found


def tally(entity: str, *states: str) -> int:
    """How many rows of the entity stand in one of these states."""
    counts = tallies().get(entity, {})
    return sum(counts.get(state, 0) for state in states)


def _read() -> Tallies:
    rows = db.session.connection().execute(_COUNTS, {"moment": now()}).all()
    keep_settings(rows[0][3:])
    found: Tallies = {}
    for entity, state, count, *_ in rows:
        found.setdefault(entity, {})[state] = int(count)
    return found


def _planned(model: type[Post | Page]) -> Select[str, str, int]:
    """How many texts are still to come, as the state “planned”.

    Those whose moment has come stand as scheduled too, and grow to be many; these stay few.
    """
    table = model.__table__
    moment = bindparam("moment", type_=UtcDateTime())
    planned = (
        select(table.c.id)
        .where(table.c.status == literal_column("'scheduled'"), table.c.published_at > moment)
        .limit(literal_column(str(CAP + 1)))
    )
    return select(
        literal_column(f"'{model.__tablename__}'"), literal_column(f"'{PLANNED}'"), func.count()
    ).select_from(planned.subquery())


def _counts() -> Select[*tuple[Any, ...]]:
    tally = Tally.__table__.c
    kept = (
        union_all(
            select(tally.entity, tally.state, func.sum(tally.n).label("n")).group_by(
                tally.entity, tally.state
            ),
            _planned(Post),
            _planned(Page),
        )
    ).subquery()
    settings = Setting.__table__
    return (
        select(kept, *SETTING_COLUMNS)
        .select_from(settings.join(kept, true()))
        .where(settings.c.id == 1)
    )


# Built once: every page of the desk asks.
_COUNTS = _counts()


def many_differences() -> bool:
    """Whether there are enough rows for folding to be worth a write."""
    rows = select(Tally.id).limit(FOLDED_FROM).subquery()
    return (db.session.scalar(select(func.count()).select_from(rows)) or 0) >= FOLDED_FROM


def fold_tallies() -> None:
    """Replace the differences of each state by their sum, within a unit of work."""
    newest = db.session.scalar(select(func.max(Tally.id)))
    if newest is None:
        return
    rows = db.session.execute(
        delete(Tally)
        .where(Tally.id <= newest)
        .returning(Tally.entity, Tally.state, Tally.n)
        .execution_options(synchronize_session=False)
    ).all()
    sums: dict[tuple[str, str], int] = {}
    for entity, state, count in rows:
        sums[entity, state] = sums.get((entity, state), 0) + count
    db.session.execute(
        insert(Tally), [{"entity": e, "state": s, "n": n} for (e, s), n in sorted(sums.items())]
    )
