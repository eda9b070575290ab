"""The comments as moderators read them: each with its place, and with what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, or_, select

from admin_app.content.models import Page, Post
from admin_app.content.queries.stretch import AnySelect
from admin_app.extensions import db
from admin_app.ids import among
from admin_app.people.models import User
from admin_app.readers.models import Comment, CommentStatus, Rule
from admin_app.search import newest_found

FIRST_WORDS = 240
"""Characters of the answered comment that its answer brings along."""


def of_status(status: CommentStatus) -> Any:
    """The condition as a literal, so that the planner knows how many there are in every plan."""
    return Comment.__table__.c.status == literal_column(f"'{status.value}'")


@cache
def cases() -> AnySelect:
    """Comments as plain rows, one for each card; who asks filters and orders them."""
    # Of tables and not of models: no objects are made, and the statement costs half.
    comment, post, page = Comment.__table__, Post.__table__, Page.__table__
    parent, decider, rule = comment.alias(), User.__table__.alias(), Rule.__table__
    names = ("id", "version", "status", "author_name", "author_email", "author_url", "author_ip")
    more = ("body", "created_at", "decided_at", "user_id", "post_id", "page_id")
    why = ("spam_score", "akismet", "held_for", "reason", "reason_words")
    return select(
        *(comment.c[name] for name in (*names, *more, *why)),
        func.coalesce(post.c.title, page.c.title).label("title"),
        func.coalesce(post.c.slug, page.c.slug).label("slug"),
        parent.c.author_name.label("answers"),
        func.substr(parent.c.body, literal_column("1"), literal_column(str(FIRST_WORDS))).label(
            "answered"
        ),
        decider.c.name.label("decided_by"),
        rule.c.sentence.label("rule"),
        rule.c.kind.label("rule_kind"),
        rule.c.value.label("rule_value"),
    ).select_from(
        comment.outerjoin(post, post.c.id == comment.c.post_id)
        .outerjoin(page, page.c.id == comment.c.page_id)
        .outerjoin(parent, parent.c.id == comment.c.parent_id)
        .outerjoin(decider, decider.c.id == comment.c.decided_by_id)
        .outerjoin(rule, rule.c.id == comment.c.rule_id)
    )


def case(comment_id: int) -> Any:
    """The row of one comment, as `cases` gives it; None where there is none."""
    return db.session.execute(cases().where(Comment.id == comment_id)).one_or_none()


def cases_of(comment_ids: Sequence[int]) -> Sequence[Any]:
    """The rows of these comments, those that are there, in the order of their ids."""
    comment = Comment.__table__.c
    return db.session.execute(
        cases().where(among(comment.id, comment_ids)).order_by(comment.id)
    ).all()


def found_comments(words: str, seen: ColumnElement[bool], most: int) -> Sequence[Any]:
    """The newest comments with these words: (id, author's name, first words)."""
    comment = Comment.__table__.c
    first = func.substr(comment.body, literal_column("1"), literal_column(str(FIRST_WORDS)))
    rows = select(comment.id, comment.author_name, first).where(seen)
    return newest_found(rows, Comment, words, most, begun=True)


def author_of(comment_id: int) -> str:
    """The name that a comment was written under."""
    name = select(Comment.author_name).where(Comment.id == comment_id)
    return db.session.scalar(name) or ""


def title_of(kind: str, text_id: str) -> str:
    """What the post or page of this id is called; "" for none, and for what is no id."""
    if not (text_id.isascii() and text_id.isdigit() and len(text_id) < 10):
        return ""
    model = Post if kind == "post" else Page
    return db.session.scalar(select(model.title).where(model.id == int(text_id))) or ""


def still(comment_ids: Iterable[int], status: str, since: datetime) -> list[int]:
    """Those of these comments over which nobody has decided since.

    Where a state is given, those that have it.
    """
    undecided = or_(Comment.decided_at.is_(None), Comment.decided_at <= since)
    these = select(Comment.id).where(among(Comment.id, comment_ids), undecided)
    if status:
        these = these.where(Comment.status == status)
    return list(db.session.scalars(these.order_by(Comment.id)))


def waiting_since() -> datetime | None:
    """When the comment arrived that waits the longest; None where nothing waits."""
    found: datetime | None = db.session.scalar(
        select(Comment.created_at)
        .where(of_status(CommentStatus.PENDING))
        .order_by(Comment.created_at, Comment.id)
        .limit(1)
    )
    return found
