"""How many rows stand in each state, from the counts that the database keeps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Select,
    String,
    Subquery,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
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
    """The count of each state, by entity (“post”, “page”, “comment”); read once in a request.

    The state “planned” counts the scheduled texts that are still to come, up to 10,001; readers see
    the other scheduled ones by now.
    """
    info = db.session().info
    if _KEPT not in info:
        keep_standing(db.session.connection().execute(select(standing())).one())
    found: Tallies = info[_KEPT]
    return found


def tally(entity: str, *states: str) -> int:
    """How many rows of the entity stand in one of these states."""
    counts = tallies().get(entity, {})
    return sum(counts.get(state, 0) for state in states)


def standing() -> Subquery:
    """What each page of the desk asks, as one row to be joined: the counts, and the settings.

    Give its columns to `keep_standing`.
    """
    return _standing(db.engine.dialect.name)


def keep_standing(row: Sequence[Any]) -> None:
    """Keep the counts and the settings that this row of `standing` tells, for this request."""
    counts, *settings = row
    found: Tallies = {}
    for name, count in counts.items():
        entity, state = name.split(" ")
        found.setdefault(entity, {})[state] = int(count)
    db.session().info[_KEPT] = found
    keep_settings(settings)


@cache
def _standing(dialect: str) -> Subquery:
    # Built once, and without parameters on PostgreSQL, so that it is planned once.
    on_sqlite = dialect == "sqlite"
    moment = bindparam("moment", callable_=now, type_=UtcDateTime()) if on_sqlite else func.now()
    tally = Tally.__table__.c
    name = tally.entity + literal_column("' '") + tally.state
    counts = union_all(
        select(name.label("name"), func.sum(tally.n).label("n")).group_by(
            tally.entity, tally.state
        ),
        _planned(Post, moment),
        _planned(Page, moment),
    ).subquery()
    gathered = func.json_group_object if on_sqlite else func.json_object_agg
    return (
        select(
            select(gathered(counts.c.name, counts.c.n, type_=JSON())).scalar_subquery(),
            *SETTING_COLUMNS,
        )
        .where(Setting.__table__.c.id == literal_column("1"))
        .subquery()
    )


def _planned(model: type[Post | Page], moment: Any) -> Select[str, int]:
    """How many texts are still to come, as the state “planned”.

    Those whose moment has come stand as scheduled too, and grow to be many; these stay few.
    """
    text = model.__table__.c
    planned = (
        select(text.id)
        .where(text.status == literal_column("'scheduled'"), text.published_at > moment)
        .limit(literal_column(str(CAP + 1)))
    )
    name = f"'{model.__tablename__} {PLANNED}'"
    return select(literal_column(name, String()), func.count()).select_from(planned.subquery())


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
