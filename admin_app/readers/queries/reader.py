"""What is known of one reader, by address."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, literal_column, or_, select, union_all

from admin_app.extensions import db
from admin_app.keyset import Place, Stretch, cut_page, page_statement
from admin_app.readers.models import Comment, CommentStatus, ReaderNote, Rule, RuleKind
from admin_app.readers.queries.queue import cases
from admin_app.readers.rules import networks_of

CAP = 10_000
"""A reader's comments are counted among so many of the newest, and one more."""
NEWEST = 1_000
"""Names and networks are those of so many of the newest comments."""
MOST_USED = 20
MOST_NOTES = 100
MOST_RULES = 50
MOST_OTHERS = 10
SIZE = 25

_COMMENT = Comment.__table__.c
_KEYS = {_COMMENT.created_at: datetime, _COMMENT.id: int}


@dataclass(frozen=True)
class Used:
    """A name or network address that a reader has used: how often, and when last."""

    value: str
    times: int
    last: datetime


@dataclass(frozen=True)
class Known:
    """What a reader's comments tell of them; the counts together stop at `CAP` + 1."""

    counts: dict[CommentStatus, int]
    first_seen: datetime | None
    last_seen: datetime | None
    names: list[Used]
    addresses: list[Used]

    @property
    def total(self) -> int:
        """How many comments there are."""
        return sum(self.counts.values())


def known_of(email: str) -> Known:
    """What is known of the reader with this address; three statements, however much they wrote."""
    ends = select(func.min(_COMMENT.created_at), func.max(_COMMENT.created_at))
    first, last = db.session.execute(ends.where(_COMMENT.author_email == email)).one()
    used = _used(email)
    return Known(_counts(email), first, last, used["author_name"], used["author_ip"])


def comments_of(email: str, status: CommentStatus | None, place: Place) -> Stretch[Any]:
    """A page of the reader's comments, newest first, as rows of `queue.cases`."""
    rows = cases().where(_COMMENT.author_email == email)
    if status is not None:
        # Joined to "", or the index of the state would be walked and not that of the reader.
        rows = rows.where(_COMMENT.status + "" == status.value)
    found = db.session.execute(page_statement(rows, _KEYS, place, SIZE)).all()
    return cut_page(found, place, SIZE, lambda row: (row.created_at, row.id))


def notes_on(email: str) -> Sequence[ReaderNote]:
    """What moderators have noted on this reader, newest first."""
    return db.session.scalars(
        select(ReaderNote)
        .where(ReaderNote.email == email)
        .order_by(ReaderNote.id.desc())
        .limit(MOST_NOTES)
    ).all()


def rules_about(email: str, addresses: Iterable[str]) -> Sequence[Rule]:
    """The rules that name this address, or a network that one of these lies in."""
    named = and_(
        Rule.kind == RuleKind.EMAIL.value,
        ("\n" + Rule.value + "\n").contains(f"\n{email}\n", autoescape=True),
    )
    networks = {network for address in addresses for network in networks_of(address)}
    within = and_(Rule.kind == RuleKind.NETWORK.value, Rule.value.in_(networks))
    return db.session.scalars(
        select(Rule).where(or_(named, within)).order_by(Rule.position, Rule.id).limit(MOST_RULES)
    ).all()


def rule_on(kind: RuleKind, value: str) -> Rule | None:
    """The rule about exactly this, if there is one."""
    return db.session.scalar(
        select(Rule)
        .where(Rule.kind == kind.value, Rule.value == value)
        .order_by(Rule.id)
        .limit(1)
        .with_for_update()
    )


def rules_by_id(ids: Collection[int]) -> Sequence[Rule]:
    """Those of these rules that are there."""
    return db.session.scalars(select(Rule).where(Rule.id.in_(ids)).order_by(Rule.id)).all()


def others_from(addresses: Collection[str], email: str) -> list[str]:
    """Other readers who have written from these network addresses of late, by address."""
    newest = (
        select(_COMMENT.author_email, _COMMENT.created_at)
        .where(
            _COMMENT.author_ip.in_(addresses),
            _COMMENT.author_email != email,
            _COMMENT.author_email != literal_column("''"),
        )
        .order_by(_COMMENT.created_at.desc())
        .limit(NEWEST)
        .subquery()
    )
    each = select(newest.c.author_email).distinct().order_by(newest.c.author_email)
    return list(db.session.scalars(each.limit(MOST_OTHERS)))


def _counts(email: str) -> dict[CommentStatus, int]:
    newest = (
        select(_COMMENT.status)
        .where(_COMMENT.author_email == email)
        .order_by(_COMMENT.created_at.desc())
        .limit(CAP + 1)
        .subquery()
    )
    rows = db.session.execute(
        select(newest.c.status, func.count()).group_by(newest.c.status).order_by(newest.c.status)
    )
    found = {CommentStatus(status): count for status, count in rows}
    return {status: found.get(status, 0) for status in CommentStatus}


def _used(email: str) -> dict[str, list[Used]]:
    newest = (
        select(_COMMENT.author_name, _COMMENT.author_ip, _COMMENT.created_at)
        .where(_COMMENT.author_email == email)
        .order_by(_COMMENT.created_at.desc())
        .limit(NEWEST)
        .cte("newest")
    )

    def counted(name: str) -> Select[Any]:
        # bounded: by the rows of the CTE
        return (
            select(
                literal(name).label("kind"),
                newest.c[name].label("value"),
                func.count().label("times"),
                func.max(newest.c.created_at).label("last"),
            )
            .where(newest.c[name] != literal_column("''"))
            .group_by(newest.c[name])
        )

    every = union_all(counted("author_name"), counted("author_ip")).subquery()
    rows = db.session.execute(
        select(every).order_by(every.c.times.desc(), every.c.last.desc(), every.c.value)
    )
    used: dict[str, list[Used]] = {"author_name": [], "author_ip": []}
    for row in rows:
        if len(used[row.kind]) < MOST_USED:
            used[row.kind].append(Used(row.value, row.times, row.last))
    return used
