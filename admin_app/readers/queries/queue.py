"""The comments as moderators read them: each with its place, and with what it answers."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import aliased

from admin_app.content.models import Page, Post
from admin_app.content.queries.stretch import AnySelect
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.readers.models import Comment, CommentStatus

FIRST_WORDS = 240
"""Characters of the answered comment that its answer brings along."""


def of_status(status: CommentStatus) -> Any:
    """The condition as a literal, so that the planner knows how many there are in every plan."""
    return Comment.status == literal_column(f"'{status.value}'")


@cache
def cases() -> AnySelect:
    """Comments as plain rows, one for each card; who asks filters and orders them."""
    parent, decider = aliased(Comment), aliased(User)
    return (
        select(
            Comment.id,
            Comment.version,
            Comment.status,
            Comment.author_name,
            Comment.author_email,
            Comment.author_url,
            Comment.author_ip,
            Comment.body,
            Comment.created_at,
            Comment.decided_at,
            Comment.user_id,
            Comment.post_id,
            Comment.page_id,
            func.coalesce(Post.title, Page.title).label("title"),
            func.coalesce(Post.slug, Page.slug).label("slug"),
            parent.author_name.label("answers"),
            func.substr(parent.body, 1, FIRST_WORDS).label("answered"),
            decider.name.label("decided_by"),
        )
        .outerjoin(Post, Post.id == Comment.post_id)
        .outerjoin(Page, Page.id == Comment.page_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .outerjoin(decider, decider.id == Comment.decided_by_id)
    )


def case(comment_id: int) -> Any:
    """The row of one comment, as `cases` gives it; None where there is none."""
    return db.session.execute(cases().where(Comment.id == comment_id)).one_or_none()


def author_of(comment_id: int) -> str:
    """The name that a comment was written under."""
    name = select(Comment.author_name).where(Comment.id == comment_id)
    return db.session.scalar(name) or ""


def waiting_since() -> datetime | None:
    """When the comment arrived that waits the longest; None where nothing waits."""
    found: datetime | None = db.session.scalar(
        select(Comment.created_at)
        .where(of_status(CommentStatus.PENDING))
        .order_by(Comment.created_at, Comment.id)
        .limit(1)
    )
    return found
