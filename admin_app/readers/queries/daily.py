"""How many comments arrived, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, literal_column, select, union_all

from admin_app.columns import UtcDateTime
from admin_app.extensions import db
from admin_app.readers.models import Comment, CommentStatus


def counts_by_day(bounds: Sequence[datetime]) -> list[dict[CommentStatus, int]]:
    """The comments between each of these moments and the next, by the state they have now.

    One statement, which reads a short stretch of an index for each day and state.
    """
    rows = db.session.execute(
        _by_day(len(bounds) - 1), {f"bound_{number}": at for number, at in enumerate(bounds)}
    )
    found: list[dict[CommentStatus, int]] = [{} for _ in bounds[1:]]
    for number, status, count in rows:
        found[number][CommentStatus(status)] = count
    return found


@cache
def _by_day(days: int) -> Select[Any]:
    # Made once: to put it together takes as long as the database needs to answer it.
    comment = Comment.__table__
    spans = union_all(
        *(
            select(
                literal_column(str(number)).label("number"),
                bindparam(f"bound_{number}", type_=UtcDateTime()).label("start"),
                bindparam(f"bound_{number + 1}", type_=UtcDateTime()).label("end"),
            )
            for number in range(days)
        )
    ).subquery("day")
    within = and_(
        comment.c.status.in_([literal_column(f"'{status.value}'") for status in CommentStatus]),
        comment.c.created_at >= spans.c.start,
        comment.c.created_at < spans.c.end,
    )
    # bounded: by the days that are asked for, through an index
    return (
        select(spans.c.number, comment.c.status, func.count())
        .select_from(spans.join(comment, within))
        .group_by(spans.c.number, comment.c.status)
        .order_by(spans.c.number, comment.c.status)
    )
