"""One comment as its reader may see it, and the appeal over it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from admin_app.columns import now
from admin_app.content.models import Page, Post
from admin_app.extensions import db
from admin_app.ids import among
from admin_app.outbox.models import OutboxMessage
from admin_app.readers.models import Appeal, Comment, CommentStatus, Reader

CAP = 100


def said(comment_id: int) -> Any:
    """What its reader may know of a comment: the words, where, what was decided, the appeal.

    None where it is gone, or belongs to no reader any more.
    """
    return db.session.execute(
        select(
            Comment.id,
            Comment.body,
            Comment.status,
            Comment.created_at,
            Comment.decided_at,
            Comment.reason,
            Comment.reason_words,
            func.coalesce(Post.title, Page.title).label("title"),
            Post.slug.label("post_slug"),
            Page.slug.label("page_slug"),
            Appeal.text.label("appeal"),
            Appeal.created_at.label("appealed_at"),
            Appeal.outcome,
            Appeal.answer,
            Appeal.decided_at.label("outcome_at"),
        )
        .outerjoin(Post, Post.id == Comment.post_id)
        .outerjoin(Page, Page.id == Comment.page_id)
        .outerjoin(Appeal, Appeal.comment_id == Comment.id)
        .where(Comment.id == comment_id, Comment.author_email != "", Comment.user_id.is_(None))
    ).one_or_none()


def appealed_comment(comment_id: int) -> Comment | None:
    """The comment of a reader, held until the unit of work ends."""
    return db.session.scalar(
        select(Comment)
        .where(Comment.id == comment_id, Comment.author_email != "", Comment.user_id.is_(None))
        .with_for_update()
    )


def appeal_over(comment_id: int) -> Appeal | None:
    """The appeal over this comment, if there was one."""
    return db.session.scalar(select(Appeal).where(Appeal.comment_id == comment_id))


def appeals_within(email: str, span: timedelta) -> int:
    """How many appeals this reader has made of late; counted up to `CAP`."""
    some = (
        select(Appeal.id)
        .join(Comment, Comment.id == Appeal.comment_id)
        .where(Comment.author_email == email, Appeal.created_at > now() - span)
        .limit(CAP)
        .subquery()
    )
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def to_be_told(comment_ids: Sequence[int]) -> Sequence[Any]:
    """Those of these comments that are removed and have a reader who has not ended all mail."""
    return db.session.execute(
        select(
            Comment.id,
            Comment.author_email,
            Reader.id.label("reader_id"),
            Comment.reason,
            Comment.reason_words,
            func.coalesce(Post.title, Page.title).label("title"),
        )
        .outerjoin(Post, Post.id == Comment.post_id)
        .outerjoin(Page, Page.id == Comment.page_id)
        .outerjoin(Reader, Reader.email == Comment.author_email)
        .where(
            Reader.mail_stopped_at.is_(None),
            among(Comment.id, comment_ids),
            Comment.status == CommentStatus.REMOVED.value,
            Comment.author_email != "",
            Comment.user_id.is_(None),
        )
        .order_by(Comment.id)
    ).all()


def posted_keys(keys: Sequence[str]) -> set[str]:
    """Those of these keys under which a message was posted before."""
    return set(
        db.session.scalars(
            select(OutboxMessage.key).where(OutboxMessage.key.in_(keys)).order_by(OutboxMessage.id)
        )
    )
