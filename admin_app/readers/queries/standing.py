"""What is known of readers by their earlier comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    Text,
    cast,
    func,
    literal_column,
    select,
)

from admin_app.extensions import db
from admin_app.ids import among_given, given_ids
from admin_app.readers.models import Comment, CommentStatus

MOST = 100
"""A reader's comments of one state are counted up to this many, and one."""
NEWEST = 1000
"""They are counted among so many of a reader's newest."""
COUNTED = (CommentStatus.APPROVED, CommentStatus.SPAM, CommentStatus.REMOVED, CommentStatus.PENDING)


@dataclass(frozen=True)
class Standing:
    """How many comments of a reader stand in each state, and since when.

    `told` is their numbers as the database says them, in the order of `COUNTED`.
    """

    told: str
    first_seen: datetime

    @property
    def counts(self) -> dict[CommentStatus, int]:
        """The numbers by state, up to `MOST` + 1."""
        numbers = (min(int(number), MOST + 1) for number in self.told.split())
        return dict(zip(COUNTED, numbers, strict=True))


def standings(comment_ids: Sequence[int]) -> dict[str, Standing]:
    """The standing of each reader who wrote one of these comments, by email; one statement.

    Comments without an email belong to nobody.
    """
    statement = _standings(db.engine.dialect.name)
    found = db.session.execute(statement, {"ids": given_ids(comment_ids)})
    return {email: Standing(told, first_seen) for email, first_seen, told in found}


@cache
def _standings(_dialect: str) -> Select[Any]:
    # Made once: to put it together takes longer than the database needs to answer it.
    comment = Comment.__table__
    senders = (
        select(comment.c.author_email.label("email"))
        .where(
            among_given(comment.c.id, "ids"),
            comment.c.author_email != literal_column("''"),
        )
        .distinct()
        .subquery("sender")
    )
    each = comment.alias()
    first = (
        select(func.min(each.c.created_at))
        .where(each.c.author_email == senders.c.email)
        .correlate(senders)
        .scalar_subquery()
    )
    return select(
        senders.c.email, first.label("first_seen"), _counts(senders).label("counts")
    ).order_by(senders.c.email)


def _counts(senders: FromClause) -> ScalarSelect[str]:
    """How many of the newest have each state, as one text: so each is read once, and not by state.

    Neither database could give four numbers of a scalar subquery, and SQLite has no LATERAL.
    """
    each = Comment.__table__.alias()
    newest = (
        select(each.c.status)
        .where(each.c.author_email == senders.c.email)
        .order_by(each.c.created_at.desc())
        .limit(literal_column(str(NEWEST)))
        .correlate(senders)
        .subquery()
    )
    of_state = (
        func.count().filter(newest.c.status == literal_column(f"'{status.value}'"))
        for status in COUNTED
    )
    texts = [cast(count, Text) for count in of_state]
    told: ColumnElement[str] = texts[0]
    for text in texts[1:]:
        told = told + literal_column("' '") + text
    return select(told).select_from(newest).correlate(senders).scalar_subquery()
