"""How many rows stand in each state, from the counts that the database keeps."""

from __future__ import annotations

from sqlalchemy import (
    Select,
    bindparam,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    union_all,
)

from admin_app.columns import UtcDateTime, now
from admin_app.content.models import Page, Post, Tally
from admin_app.extensions import db

Tallies = dict[str, dict[str, int]]
_KEPT = "tallies"
PLANNED = "planned"
CAP = 10_000
FOLDED_FROM = 200


def tallies() -> Tallies:
    """The count of each state, by entity (“post”, “page”, “comment”); one statement a request.

    The state “planned” counts the scheduled texts that are still to come, up to 10,001; readers see
    the other scheduled ones by now.
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
    found: Tallies = {}
    for entity, state, count in db.session.execute(_COUNTS, {"moment": now()}):
        found.setdefault(entity, {})[state] = int(count)
    return found


def _planned(model: type[Post | Page]) -> Select[str, str, int]:
    """How many texts are still to come, as the state “planned”.

    Those whose moment has come stand as scheduled too, and grow to be many; these stay few.
    """
    moment = bindparam("moment", type_=UtcDateTime())
    planned = (
        select(model.id)
        .where(model.status == literal_column("'scheduled'"), model.published_at > moment)
        .limit(CAP + 1)
    )
    return select(literal(model.__tablename__), literal(PLANNED), func.count()).select_from(
        planned.subquery()
    )


# Built once: every page of the desk asks.
_COUNTS = union_all(
    select(Tally.entity, Tally.state, func.sum(Tally.n)).group_by(Tally.entity, Tally.state),
    _planned(Post),
    _planned(Page),
)


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
