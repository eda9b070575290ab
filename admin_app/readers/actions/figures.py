"""Folding the differences that the figures are made of, and counting them anew."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Integer,
    Select,
    cast,
    delete,
    extract,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    true,
)

from admin_app.extensions import db
from admin_app.readers.models import (
    Comment,
    CommentDay,
    CommentFigure,
    Decision,
    DecisionFigure,
    DecisionMonth,
    Ended,
)
from admin_app.readers.queries.figures import DAYS_OF_MONTH, HOURS_OF_DAY
from admin_app.readers.queries.spans import span_of

Figure = type[CommentFigure] | type[DecisionFigure]

KEYS: dict[Figure, tuple[str, ...]] = {
    CommentFigure: ("hour", "status", "held", "rule_id", "gone"),
    DecisionFigure: ("day", "made_by", "actor_id", "verdict", "span"),
}
COUNTS: dict[Figure, tuple[str, ...]] = {
    CommentFigure: ("n",),
    DecisionFigure: ("n", "overturned"),
}
# What each is added up to: the coarser figure, its key, and how many of the finer make one.
COARSER: dict[Figure, tuple[type[CommentDay] | type[DecisionMonth], str, int]] = {
    CommentFigure: (CommentDay, "day", HOURS_OF_DAY),
    DecisionFigure: (DecisionMonth, "month", DAYS_OF_MONTH),
}


def fold_figures(figure: Figure) -> None:
    """Add up the differences of each key into its one row, and let go of what comes to nothing.

    Three statements at the most, within a unit of work. On SQLite the triggers add up themselves.
    """
    name, keys, counts = figure.__tablename__, KEYS[figure], COUNTS[figure]
    if db.engine.dialect.name == "postgresql":
        sums = ", ".join(f"sum({one})" for one in counts)
        more = ", ".join(f"{one} = {name}.{one} + excluded.{one}" for one in counts)
        named, counted = ", ".join(keys), ", ".join(counts)
        coarser = _added_up(figure, "taken")
        # Put together of our own names only.
        db.session.execute(
            text(
                f"WITH taken AS (DELETE FROM {name} WHERE NOT folded RETURNING *)"  # noqa: S608
                f", coarser AS ({coarser}) "
                f"INSERT INTO {name} ({named}, {counted}, folded) "
                f"SELECT {named}, {sums}, true FROM taken GROUP BY {named} "
                f"ON CONFLICT ({named}) WHERE folded DO UPDATE SET {more}"
            )
        )
    nothing = [getattr(figure, one) == 0 for one in counts]
    db.session.execute(
        delete(figure).where(figure.folded, *nothing).execution_options(synchronize_session=False)
    )
    coarse = COARSER[figure][0]
    nothing = [getattr(coarse, one) == 0 for one in counts]
    db.session.execute(delete(coarse).where(*nothing).execution_options(synchronize_session=False))


def _added_up(figure: Figure, fine: str) -> str:
    """Add these rows to those of their day, or month. On SQLite triggers do it, row by row."""
    coarse, key, size = COARSER[figure]
    name, part, *keys = coarse.__tablename__, *KEYS[figure]
    named = ", ".join([key, *keys])
    sums = ", ".join(f"sum({one})" for one in COUNTS[figure])
    more = ", ".join(f"{one} = {name}.{one} + excluded.{one}" for one in COUNTS[figure])
    # Put together of our own names only.
    return (
        f"INSERT INTO {name} ({named}, {', '.join(COUNTS[figure])})"  # noqa: S608
        f" SELECT {part} / {size}, {', '.join(keys)}, {sums} FROM {fine} WHERE true"
        f" GROUP BY {part} / {size}, {', '.join(keys)} ON CONFLICT ({named}) DO UPDATE SET {more}"
    )


def recount() -> None:
    """Count all figures anew, within a unit of work; nobody decides meanwhile.

    What was deleted of spam and removed comments stays as it was kept: nothing else knows of it.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(
            text(
                "LOCK TABLE comment, decision, comment_figure, decision_figure"
                " IN SHARE ROW EXCLUSIVE MODE"
            )
        )
    fold_figures(CommentFigure)
    db.session.execute(delete(CommentFigure).where(~CommentFigure.gone))
    db.session.execute(delete(DecisionFigure))
    for figure, counted in (
        (CommentFigure, counted_comments()),
        (DecisionFigure, counted_decisions()),
    ):
        names = [*KEYS[figure], *COUNTS[figure], "folded"]
        db.session.execute(
            insert(figure.__table__).from_select(  # type: ignore[arg-type]
                names, counted.add_columns(true())
            )
        )
    for figure, (coarse, *_) in COARSER.items():
        db.session.execute(delete(coarse))
        db.session.execute(text(_added_up(figure, figure.__tablename__)))


def counted_comments() -> Select[Any]:
    """What `CommentFigure` holds of the comments that are there, counted from them."""
    one = Comment.__table__.c
    keys = (
        _per(one.created_at, 3_600).label("hour"),
        one.status,
        cast(one.held_for.is_not(None), Boolean).label("held"),
        func.coalesce(one.rule_id, literal(0, BigInteger())).label("rule_id"),
    )
    # bounded: the rebuild reads it all, once
    return select(*keys, false().label("gone"), func.count()).group_by(*keys)


def counted_decisions() -> Select[Any]:
    """What `DecisionFigure` holds, counted from the decisions."""
    one = Decision.__table__.c
    keys = (
        _per(one.at, 86_400).label("day"),
        one.made_by,
        func.coalesce(one.actor_id, literal(0, BigInteger())).label("actor_id"),
        one.verdict,
        span_of(one.waited).label("span"),
    )
    # bounded: the rebuild reads it all, once
    return (
        select(*keys, func.count(), func.sum(cast(one.overturned, Integer)))
        .where(or_(one.ended.is_(None), one.ended != Ended.UNDONE.value))
        .group_by(*keys)
    )


def _per(moment: Any, seconds: int) -> Any:
    """How many spans of so many seconds have gone by then since 1970."""
    if db.engine.dialect.name == "sqlite":
        return cast(func.strftime("%s", moment), Integer).op("/")(text(str(seconds)))
    return cast(func.floor(extract("epoch", moment) / text(str(seconds))), Integer)
