"""What waits, in groups: comments that lead to one site, say much the same, or are of one place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import FromClause, Select, String, func, literal_column, select

from admin_app.extensions import db
from admin_app.ids import among, listed_rows
from admin_app.readers.models import Comment, CommentStatus, LinkDomain, Trace
from admin_app.readers.queries.queue import of_status
from admin_app.readers.queries.similar import decided, similar
from admin_app.readers.queries.traces import BANDS, SHARED

MOST = 5_000
"""So many of those that wait the longest are looked at."""
SHOWN = 50
LEAST = 2
NEWEST = 200
"""Earlier decisions are counted among so many of the newest comments of a group's kind."""
FIRST_WORDS = 240
DECIDED = (CommentStatus.APPROVED, CommentStatus.SPAM, CommentStatus.REMOVED)


class Tie(StrEnum):
    """What the comments of a group have in common, by the name of the filter that finds them."""

    DOMAIN = "domain"
    LIKE = "like"
    ADDRESS = "address"
    NETWORK = "network"


@dataclass
class Campaign:
    """Comments that wait and belong together, by what `ties` them; the first tie finds them all.

    `sample` is the row of the one that waits the longest: id, author_name, words. `earlier` is how
    those before them were decided.
    """

    ties: list[tuple[Tie, str]]
    ids: frozenset[int]
    sample: Any = None
    earlier: Counter[CommentStatus] = field(default_factory=Counter)

    @property
    def size(self) -> int:
        """How many comments it is."""
        return len(self.ids)


def campaigns() -> tuple[list[Campaign], bool]:
    """The groups among what waits, the largest first; and whether all that waits was looked at.

    A comment may stand in several. Six statements at the most.
    """
    rows = _waiting()
    found = _merged(_groups(rows[:MOST]))
    _sample(found)
    _look_back(found)
    return found, len(rows) <= MOST


def _waiting() -> Sequence[Any]:
    comment, trace = Comment.__table__.c, Trace.__table__.c
    return db.session.execute(
        select(
            comment.id, comment.author_ip, comment.author_network, *(trace[band] for band in BANDS)
        )
        .select_from(Comment.__table__.outerjoin(Trace.__table__, trace.comment_id == comment.id))
        .where(of_status(CommentStatus.PENDING))
        .order_by(comment.created_at, comment.id)
        .limit(MOST + 1)
    ).all()


def _groups(rows: Sequence[Any]) -> Iterator[tuple[Tie, str, frozenset[int]]]:
    """Each group, by what ties it; those of several ties come several times."""
    yield from _alike(rows)
    for tie, pairs in (
        (Tie.DOMAIN, _linked([row.id for row in rows])),
        (Tie.ADDRESS, ((row.author_ip, row.id) for row in rows)),
        (Tie.NETWORK, ((row.author_network, row.id) for row in rows)),
    ):
        members: dict[str, list[int]] = defaultdict(list)
        for value, comment_id in pairs:
            if value:
                members[value].append(comment_id)
        for value, ids in members.items():
            if len(ids) >= LEAST:
                yield tie, value, frozenset(ids)


def _linked(ids: Collection[int]) -> Iterable[Any]:
    linked = LinkDomain.__table__.c
    return db.session.execute(
        select(linked.domain, linked.comment_id)
        .where(among(linked.comment_id, ids))
        .order_by(linked.domain, linked.comment_id)
    ).all()


def _alike(rows: Sequence[Any]) -> Iterator[tuple[Tie, str, frozenset[int]]]:
    """Texts like that of the one which waits the longest, and is in no group yet."""
    sharing: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in rows:
        for place, band in enumerate(row[3:]):
            if band is not None:
                sharing[place, band].append(row.id)
    grouped: set[int] = set()
    for row in rows:
        if row.id in grouped or row[3] is None:
            continue
        counts = Counter(
            other for place, band in enumerate(row[3:]) for other in sharing[place, band]
        )
        ids = frozenset(other for other, shared in counts.items() if shared >= SHARED)
        if len(ids) >= LEAST:
            grouped |= ids
            yield Tie.LIKE, str(row.id), ids


def _merged(groups: Iterable[tuple[Tie, str, frozenset[int]]]) -> list[Campaign]:
    """The largest; the same comments under several names are one group with several ties."""
    by_ids: dict[frozenset[int], list[tuple[Tie, str]]] = defaultdict(list)
    for tie, value, ids in groups:
        by_ids[ids].append((tie, value))
    largest = sorted(by_ids.items(), key=lambda one: (-len(one[0]), one[1]))
    return [Campaign(sorted(ties, key=_rank), ids) for ids, ties in largest[:SHOWN]]


def _rank(tie: tuple[Tie, str]) -> tuple[int, str]:
    return list(Tie).index(tie[0]), tie[1]


def _sample(found: Sequence[Campaign]) -> None:
    comment = Comment.__table__.c
    words = func.substr(comment.body, literal_column("1"), literal_column(str(FIRST_WORDS)))
    first = {min(one.ids) for one in found}
    rows = db.session.execute(
        select(comment.id, comment.author_name, words.label("words"))
        .where(among(comment.id, first))
        .order_by(comment.id)
    ).all()
    by_id = {row.id: row for row in rows}
    for one in found:
        one.sample = by_id.get(min(one.ids))


def _look_back(found: Sequence[Campaign]) -> None:
    """How earlier comments of each group were decided, by its first tie."""
    named: dict[Tie, dict[str, Campaign]] = defaultdict(dict)
    for one in found:
        tie, value = one.ties[0]
        named[tie][value] = one
    alike = similar([int(value) for value in named[Tie.LIKE]])
    for value, one in named.pop(Tie.LIKE).items():
        one.earlier.update(decided(alike.get(int(value), ())))
    for tie, campaigns in named.items():
        for row in _decided(tie, campaigns):
            counts = {status: row._mapping[status.value] for status in DECIDED}
            campaigns[row.value].earlier.update({s: n for s, n in counts.items() if n})
    for one in found:
        del one.earlier[CommentStatus.PENDING]


def _decided(tie: Tie, values: Mapping[str, Any]) -> Sequence[Any]:
    these = listed_rows({"value": String()}, ((value,) for value in values))
    named = select(these.c.value).cte("named")
    counts = [_count(tie, named, status).label(status.value) for status in DECIDED]
    return db.session.execute(select(named.c.value, *counts).order_by(named.c.value)).all()


def _count(tie: Tie, named: FromClause, status: CommentStatus) -> Any:
    newest = _newest(tie, named)
    each = Comment.__table__.alias()
    counted = (
        select(each.c.id)
        .select_from(newest.join(each, each.c.id == newest.c.id))
        .where(each.c.status == literal_column(f"'{status.value}'"))
        .limit(literal_column(str(NEWEST)))
        .correlate(named)
        .subquery()
    )
    return select(func.count()).select_from(counted).correlate(named).scalar_subquery()


def _newest(tie: Tie, named: FromClause) -> Any:
    """The newest comments that this tie ties, whatever became of them."""
    comment, linked = Comment.__table__.alias(), LinkDomain.__table__.alias()
    rows: Select[Any] = {
        Tie.ADDRESS: lambda: (
            select(comment.c.id.label("id"))
            .where(comment.c.author_ip == named.c.value)
            .order_by(comment.c.created_at.desc())
        ),
        Tie.NETWORK: lambda: (
            select(comment.c.id.label("id"))
            .where(
                comment.c.author_network == named.c.value,
                comment.c.author_network != literal_column("''"),
            )
            .order_by(comment.c.created_at.desc())
        ),
        Tie.DOMAIN: lambda: (
            select(linked.c.comment_id.label("id"))
            .where(linked.c.domain == named.c.value)
            .order_by(linked.c.comment_id.desc())
        ),
    }[tie]()
    return rows.limit(literal_column(str(NEWEST))).correlate(named).subquery()
