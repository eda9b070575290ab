"""The comments that Akismet is asked about, and those over which people decided otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text

from admin_app.content.models import Page, Post, Setting
from admin_app.extensions import db
from admin_app.readers.models import Comment
from admin_app.readers.models.comment import AKISMET_DIFFERS


@dataclass(frozen=True)
class Access:
    """How Akismet is reached; `server` is "" for its own."""

    is_on: bool
    key: str
    server: str


def access() -> Access:
    """As the settings say now."""
    row = db.session.execute(
        select(Setting.akismet_on, Setting.akismet_key, Setting.akismet_server).where(
            Setting.id == 1
        )
    ).one()
    return Access(row.akismet_on and bool(row.akismet_key), row.akismet_key, row.akismet_server)


def asked_about(comment_id: int) -> Any:
    """What of a comment is sent, as a row; None where it is gone."""
    one, post, page = Comment.__table__, Post.__table__, Page.__table__
    return db.session.execute(
        select(
            one.c.id,
            one.c.status,
            one.c.body,
            one.c.author_name,
            one.c.author_email,
            one.c.author_url,
            one.c.author_ip,
            one.c.parent_id,
            one.c.created_at,
            one.c.post_id,
            func.coalesce(post.c.slug, page.c.slug).label("slug"),
        )
        .select_from(
            one.outerjoin(post, post.c.id == one.c.post_id).outerjoin(
                page, page.c.id == one.c.page_id
            )
        )
        .where(one.c.id == comment_id)
    ).one_or_none()


def locked_comment(comment_id: int) -> Comment | None:
    """The comment, held until the commit."""
    return db.session.scalar(select(Comment).where(Comment.id == comment_id).with_for_update())


def anything_differs() -> bool:
    """Whether Akismet is to be told anything."""
    return db.session.scalar(select(Comment.id).where(text(AKISMET_DIFFERS)).limit(1)) is not None


def locked_differing(most: int) -> Sequence[Any]:
    """(id, status) of those about which it is to be told, held; what others hold is passed."""
    return db.session.execute(
        select(Comment.id, Comment.status)
        .where(text(AKISMET_DIFFERS))
        .order_by(Comment.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
