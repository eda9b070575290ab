"""Where a comment stands, for pages about one comment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, func, literal, or_, select

from admin_app.columns import now
from admin_app.content.models import Page, Post
from admin_app.extensions import db
from admin_app.readers.models import Comment


def place_of(comment_id: int) -> Any:
    """Its id, status, author_name, body, and the kind, slug, title of its text; None for none.

    `is_live` says whether readers see the text, and without a password.
    """
    at = now()
    shown = [and_(model.is_live(at), model.password.is_(None)) for model in (Post, Page)]
    on_post = Comment.post_id.is_not(None)
    return db.session.execute(
        select(
            Comment.id,
            Comment.status,
            Comment.author_name,
            Comment.body,
            case((on_post, literal("post")), else_=literal("page")).label("kind"),
            func.coalesce(Post.slug, Page.slug).label("slug"),
            func.coalesce(Post.title, Page.title).label("title"),
            func.coalesce(or_(*shown), False).label("is_live"),
        )
        .outerjoin(Post, Post.id == Comment.post_id)
        .outerjoin(Page, Page.id == Comment.page_id)
        .where(Comment.id == comment_id)
    ).one_or_none()
