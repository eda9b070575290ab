"""What is known of readers by their earlier comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import aliased

from admin_app.extensions import db
from admin_app.history.rows import among
from admin_app.readers.models import Comment, CommentStatus

MOST = 100
"""A reader's comments of one state are counted up to this many, and one."""
COUNTED = (CommentStatus.APPROVED, CommentStatus.SPAM, CommentStatus.REMOVED, CommentStatus.PENDING)


@dataclass(frozen=True)
class Standing:
    """How many comments of a reader stand in each state (up to `MOST` + 1), and since when."""

    counts: dict[CommentStatus, int]
    first_seen: datetime


def standings(comment_ids: Iterable[int]) -> dict[str, Standing]:
    """The standing of each reader who wrote one of these comments, by email; one statement.

    Comments without an email belong to nobody.
    """
    senders = (
        select(Comment.author_email.label("email"))
        .where(among(Comment.id, comment_ids), Comment.author_email != "")
        .distinct()
        .subquery("sender")
    )
    each = aliased(Comment)
    first = (
        select(func.min(each.created_at))
        .where(each.author_email == senders.c.email)
        .scalar_subquery()
        .correlate(senders)
    )
    counts = [_count(senders, status).label(status.value) for status in COUNTED]
    found = db.session.execute(
        select(senders.c.email, first.label("first_seen"), *counts).order_by(senders.c.email)
    )
    return {
        row.email: Standing(
            {status: row._mapping[status.value] for status in COUNTED}, row.first_seen
        )
        for row in found
    }


def _count(senders: Any, status: CommentStatus) -> Any:
    each = aliased(Comment)
    some = (
        select(each.id)
        .where(
            each.author_email == senders.c.email,
            each.status == literal_column(f"'{status.value}'"),
        )
        .limit(MOST + 1)
        .correlate(senders)
        .subquery()
    )
    return select(func.count()).select_from(some).correlate(senders).scalar_subquery()
