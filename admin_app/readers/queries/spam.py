"""What the spam score learns from, and the model that is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal_column, select

from admin_app.extensions import db
from admin_app.history.models import Change
from admin_app.readers.models import Comment, CommentStatus, SpamModel
from admin_app.readers.queries.queue import of_status
from admin_app.readers.spam import Lesson, features_of

MOST_OF_A_KIND = 50_000
"""So many of the newest comments of each kind are learnt from."""
MOST_WAITING = 5_000
_PORTION = 1_000


def lessons() -> Iterator[Lesson]:
    """The comments that somebody has approved or marked as spam, the older first."""
    for spam in (False, True):
        status = CommentStatus.SPAM if spam else CommentStatus.APPROVED
        rows = db.session.execute(_decided(status).execution_options(yield_per=_PORTION))
        for row in rows:
            yield Lesson(features_of(row.body, row.author_name, row.author_url), spam)


def waiting() -> Sequence[Any]:
    """The newest comments that wait: id, spam_score, and what the score looks at."""
    comment = Comment.__table__.c
    return db.session.execute(
        select(
            comment.id,
            comment.body,
            comment.author_name,
            comment.author_url,
            comment.spam_score,
        )
        .where(of_status(CommentStatus.PENDING))
        .order_by(comment.created_at.desc(), comment.id.desc())
        .limit(MOST_WAITING)
    ).all()


def newest_change() -> int:
    """The id of the newest entry of history."""
    return db.session.scalar(select(func.max(Change.id))) or 0


def decided_since(change_id: int) -> bool:
    """Whether a comment was changed since this entry of history."""
    found = select(Change.id).where(Change.id > change_id, Change.entity == "comment")
    return db.session.scalar(found.order_by(Change.id).limit(1)) is not None


def kept_model() -> SpamModel | None:
    """The model that is kept, if one was made."""
    return db.session.get(SpamModel, 1)


def model_made_at() -> datetime | None:
    """When it was made."""
    return db.session.scalar(select(SpamModel.made_at).where(SpamModel.id == 1))


def _decided(status: CommentStatus) -> Select[Any]:
    comment = Comment.__table__.c
    # Bounded before it is filtered: a site may have millions that came in without a decision.
    newest = (
        select(
            comment.id,
            comment.body,
            comment.author_name,
            comment.author_url,
            comment.created_at,
            comment.decided_at,
        )
        .where(of_status(status))
        .order_by(comment.created_at.desc(), comment.id.desc())
        .limit(literal_column(str(MOST_OF_A_KIND)))
        .subquery()
    )
    decided = select(newest).where(newest.c.decided_at.is_not(None))
    return decided.order_by(newest.c.created_at, newest.c.id)
