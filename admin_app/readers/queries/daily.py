"""How many comments arrived, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, literal, select, union_all

from admin_app.columns import UtcDateTime
from admin_app.extensions import db
from admin_app.readers.models import Comment, CommentStatus

Day = tuple[datetime, datetime]


def counts_by_day(days: Sequence[Day]) -> list[dict[CommentStatus, int]]:
    """The comments of each day (from its start, before its end), by the state they have now.

    One statement, which reads a short stretch of an index for each day and state.
    """
    spans = union_all(
        *(
            select(
                literal(number).label("number"),
                literal(start, UtcDateTime()).label("start"),
                literal(end, UtcDateTime()).label("end"),
            )
            for number, (start, end) in enumerate(days)
        )
    ).subquery("day")
    rows = db.session.execute(
        select(spans.c.number, Comment.status, func.count())
        .join(
            Comment,
            and_(
                Comment.status.in_([status.value for status in CommentStatus]),
                Comment.created_at >= spans.c.start,
                Comment.created_at < spans.c.end,
            ),
        )
        .group_by(spans.c.number, Comment.status)
        .order_by(spans.c.number, Comment.status)
    )
    found: list[dict[CommentStatus, int]] = [{} for _ in days]
    for number, status, count in rows:
        found[number][CommentStatus(status)] = count
    return found
