"""The figures of moderation over a stretch of time, from what the database keeps of each day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from admin_app.columns import UtcDateTime
from admin_app.extensions import db
from admin_app.ids import among, listed_rows
from admin_app.people.models import User
from admin_app.readers.models import (
    CommentDay,
    CommentFigure,
    CommentStatus,
    Decision,
    DecisionFigure,
    DecisionMonth,
    Ended,
    MadeBy,
    Rule,
)
from admin_app.readers.queries.spans import quantile, span_of

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
FOLDED_FROM: Final = 200
_DAY: Final = timedelta(days=1)
HOURS_OF_DAY: Final = 24
DAYS_OF_MONTH: Final = 32
"""Of those months that figures are kept by: they only make long stretches short."""
_Stretch = tuple[int, int, int]
_HOUR: Final = timedelta(hours=1)


@dataclass
class Decided:
    """What somebody has decided, by verdict, and how long comments had waited, by span."""

    verdicts: Counter[CommentStatus] = field(default_factory=Counter)
    overturned: int = 0
    waits: Counter[int] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many decisions there were; those that were taken back are none."""
        return sum(self.verdicts.values())

    def waited(self, share: float) -> float | None:
        """The seconds within which this share of the comments was decided; None for none."""
        return quantile(self.waits, share)


@dataclass
class Caught:
    """How many comments a rule spoke of, and how many of them people have decided otherwise."""

    total: int = 0
    held: int = 0
    overturned: int = 0


@dataclass
class Figures:
    """All of it. `arrived` are the comments between each bound and the next, by state."""

    arrived: list[Counter[CommentStatus]]
    held: int = 0
    people: dict[int, Decided] = field(default_factory=dict)
    others: dict[MadeBy, Decided] = field(default_factory=dict)
    rules: dict[int, Caught] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many comments came."""
        return sum(sum(each.values()) for each in self.arrived)

    @property
    def by_people(self) -> Decided:
        """What people have decided, all together."""
        together = Decided()
        for one in self.people.values():
            together.verdicts += one.verdicts
            together.overturned += one.overturned
            together.waits += one.waits
        return together


def figures_of(bounds: Sequence[datetime]) -> Figures:
    """The figures from the first of these moments until the last; two statements.

    Comments are counted by when they came, to the hour; decisions by when they were made.
    """
    found = Figures(arrived=[Counter() for _ in bounds[1:]])
    _add_comments(found, bounds)
    _add_decisions(found, bounds[0], bounds[-1])
    return found


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """What these people are called; those who are gone are left out."""
    rows = select(User.id, User.name).where(among(User.id, person_ids)).order_by(User.id)
    return {row.id: row.name for row in db.session.execute(rows)}


def sentences_of(rule_ids: Iterable[int]) -> dict[int, str]:
    """What these rules say; those that are gone are left out."""
    rows = select(Rule.id, Rule.sentence).where(among(Rule.id, rule_ids)).order_by(Rule.id)
    return {row.id: row.sentence for row in db.session.execute(rows)}


def _add_comments(found: Figures, bounds: Sequence[datetime]) -> None:
    hours = [(bound - EPOCH) // _HOUR for bound in bounds]
    whole, edges = _parted(pairwise(hours), HOURS_OF_DAY)
    hour, day = CommentFigure.__table__.c, CommentDay.__table__.c
    in_days, in_hours = _stretches(whole), _stretches(edges)
    parts = [
        _came(in_days, day, day.day >= in_days.c.since, day.day < in_days.c.upto),
        # What the worker has not added to these days yet.
        _came(
            in_days,
            hour,
            hour.hour >= in_days.c.since * literal_column(str(HOURS_OF_DAY)),
            hour.hour < in_days.c.upto * literal_column(str(HOURS_OF_DAY)),
            literal_column("NOT comment_figure.folded"),
        ),
        _came(in_hours, hour, hour.hour >= in_hours.c.since, hour.hour < in_hours.c.upto),
    ]
    # bounded: by the days and hours that are asked for, through indexes
    every = union_all(*parts).subquery()
    keys = (every.c.number, every.c.status, every.c.held, every.c.rule_id)
    rows = db.session.execute(select(*keys, func.sum(every.c.n)).group_by(*keys).order_by(*keys))
    for number, name, held, rule_id, count in rows:
        status = CommentStatus(name)
        found.arrived[number][status] += count
        found.held += count if held else 0
        if rule_id and count:
            _add_caught(found.rules.setdefault(rule_id, Caught()), status, count, held=held)


def _parted(
    stretches: Iterable[tuple[int, int]], size: int
) -> tuple[list[_Stretch], list[_Stretch]]:
    """Of each stretch the whole days (of so many hours), and the hours before and after them."""
    whole, edges = [], []
    for number, (since, upto) in enumerate(stretches):
        first, last = -(-since // size), upto // size
        if first >= last:
            edges.append((number, since, upto))
            continue
        whole.append((number, first, last))
        beside = ((number, since, first * size), (number, last * size, upto))
        edges += [one for one in beside if one[1] < one[2]]
    return whole, edges


def _stretches(these: Sequence[_Stretch]) -> FromClause:
    return listed_rows({"number": Integer(), "since": Integer(), "upto": Integer()}, these)


def _came(stretch: FromClause, figure: Any, *within: ColumnElement[bool]) -> Select[Any]:
    return select(stretch.c.number, figure.status, figure.held, figure.rule_id, figure.n).where(
        *within
    )


def _add_caught(caught: Caught, status: CommentStatus, count: int, *, held: bool) -> None:
    otherwise = (
        status is CommentStatus.APPROVED
        if held
        else status in (CommentStatus.SPAM, CommentStatus.REMOVED)
    )
    caught.total += count
    caught.held += count if held else 0
    caught.overturned += count if otherwise else 0


def _add_decisions(found: Figures, since: datetime, upto: datetime) -> None:
    first, last = -((EPOCH - since) // _DAY), (upto - EPOCH) // _DAY
    # Days are kept as those of UTC. What of the first and the last day is asked for is counted.
    begins = min(EPOCH + first * _DAY, upto)
    ends = max(EPOCH + last * _DAY, begins)
    months = -(-first // DAYS_OF_MONTH), last // DAYS_OF_MONTH
    if months[0] >= months[1]:
        months = (0, 0)
    rows = db.session.execute(
        _decisions(),
        {
            "first": first,
            "last": last,
            "first_month": months[0],
            "last_month": months[1],
            "months_since": months[0] * DAYS_OF_MONTH or last,
            "months_upto": months[1] * DAYS_OF_MONTH or last,
            "since": since,
            "begins": begins,
            "ends": ends,
            "upto": upto,
        },
    )
    for made_by, actor_id, verdict, span, count, overturned in rows:
        if made_by == MadeBy.PERSON:
            decided = found.people.setdefault(actor_id, Decided())
        else:
            decided = found.others.setdefault(MadeBy(made_by), Decided())
        decided.verdicts[CommentStatus(verdict)] += count
        decided.overturned += overturned
        if span >= 0 and made_by == MadeBy.PERSON:
            decided.waits[span] += count


@cache
def _decisions() -> Select[Any]:
    # Made once: to put it together takes as long as the database needs to answer it.
    month, day = DecisionMonth.__table__.c, DecisionFigure.__table__.c
    one = Decision.__table__.c

    def at(name: str) -> Any:
        return bindparam(name, type_=UtcDateTime())

    def added(figure: Any, key: Any, since: str, upto: str, *more: ColumnElement[bool]) -> Any:
        names = ("made_by", "actor_id", "verdict", "span", "n", "overturned")
        return select(*(figure[name] for name in names)).where(
            key >= bindparam(since), key < bindparam(upto), *more
        )

    loose: ColumnElement[bool] = literal_column("NOT decision_figure.folded")
    whole = [
        added(month, month.month, "first_month", "last_month"),
        # What the worker has not added to these months yet.
        added(day, day.day, "months_since", "months_upto", loose),
        added(day, day.day, "first", "months_since"),
        added(day, day.day, "months_upto", "last"),
    ]
    edges = [
        select(
            one.made_by,
            func.coalesce(one.actor_id, literal_column("0")),
            one.verdict,
            span_of(one.waited),
            literal_column("1"),
            cast(one.overturned, Integer),
        ).where(
            one.at >= at(begin),
            one.at < at(end),
            or_(one.ended.is_(None), one.ended != literal_column(f"'{Ended.UNDONE.value}'")),
        )
        for begin, end in (("since", "begins"), ("ends", "upto"))
    ]
    every = union_all(*whole, *edges).subquery()
    keys = (every.c.made_by, every.c.actor_id, every.c.verdict, every.c.span)
    return (
        select(*keys, func.sum(every.c.n), func.sum(every.c.overturned))
        .group_by(*keys)
        .order_by(*keys)
    )


def many_to_fold(figure: type[CommentFigure] | type[DecisionFigure]) -> bool:
    """Whether enough rows can be added up, or let go of, for that to be worth a write."""
    loose = select(figure.id).where(or_(~figure.folded, figure.n == 0)).limit(FOLDED_FROM)
    found = db.session.scalar(select(func.count()).select_from(loose.subquery()))
    return (found or 0) >= FOLDED_FROM
