"""The comments that readers see, in their threads; and what a new comment is measured against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, literal, select, tuple_, union_all
from sqlalchemy.orm import aliased

from admin_app.columns import UtcDateTime, now
from admin_app.content.models import Page, Post
from admin_app.content.queries.stretch import AnyRow, AnySelect
from admin_app.extensions import db
from admin_app.readers.models import MAX_DEPTH, Comment, CommentStatus
from admin_app.web.cursors import decode, encode

THREADS = 50
"""Threads on one page of a text."""
REPLIES = 500
"""Replies of each depth that one page shows."""
MOST_COUNTED = 1000
DAY = timedelta(days=1)

SHOWN = (
    Comment.id,
    Comment.parent_id,
    Comment.author_name,
    Comment.author_url,
    Comment.body,
    Comment.created_at,
    Comment.user_id,
)


@dataclass(frozen=True)
class Thread:
    """A comment and, oldest first, the threads of those who replied to it."""

    comment: AnyRow
    replies: list[Thread] = field(default_factory=list)


@dataclass(frozen=True)
class Threads:
    """Threads oldest first; `later` is the cursor of those that follow, or None."""

    threads: Sequence[Thread] = ()
    later: str | None = None
    shortened: bool = False

    def find(self, comment_id: int) -> AnyRow | None:
        """The comment with this id, if it is among these."""
        return next(
            (one.comment for one in _all(self.threads) if one.comment.id == comment_id), None
        )


@dataclass(frozen=True)
class Record:
    """What is known of a sender as a comment arrives."""

    from_address: int
    from_email: int
    said_before: bool
    approved_before: bool


def threads_of(text: Post | Page, cursor: str = "", only: int | None = None) -> Threads:
    """The approved comments under a text, or only the thread that starts with one; one statement.

    A reply to what is no longer shown starts a thread of its own. Raises `BadCursor`.
    """
    above = aliased(Comment)
    roots = select(*SHOWN).where(
        _under(text),
        _approved(),
        ~exists().where(
            above.id == Comment.parent_id, above.status == CommentStatus.APPROVED.value
        ),
    )
    if only is not None:
        roots = select(*SHOWN).where(_under(text), _approved(), Comment.id == only)
    if cursor:
        at, last = decode(cursor, (datetime, int))
        place = tuple_(literal(at, UtcDateTime()), literal(last))
        roots = roots.where(tuple_(Comment.created_at, Comment.id) > place)
    return _grown(roots)


def _grown(roots: AnySelect) -> Threads:
    level = roots.order_by(Comment.created_at, Comment.id).limit(THREADS + 1).cte("depth_1")
    levels = [level]
    for depth in range(2, MAX_DEPTH + 1):
        level = (
            select(*SHOWN)
            .join(level, Comment.parent_id == level.c.id)
            # Joined to "", or SQLite would walk the index of the state and not that of the parent.
            .where(Comment.status + "" == CommentStatus.APPROVED.value)
            .order_by(Comment.created_at, Comment.id)
            .limit(REPLIES)
            .cte(f"depth_{depth}")
        )
        levels.append(level)
    rows = union_all(*(select(one) for one in levels)).subquery()
    found = db.session.execute(select(rows).order_by(rows.c.created_at, rows.c.id)).all()
    return _nested(found)


def _nested(rows: Sequence[AnyRow]) -> Threads:
    made = {row.id: Thread(row) for row in rows}
    roots: list[Thread] = []
    for thread in made.values():
        above = made.get(thread.comment.parent_id)
        (above.replies if above else roots).append(thread)
    shown, more = roots[:THREADS], len(roots) > THREADS
    last = shown[-1].comment if shown else None
    later = encode((last.created_at, last.id)) if more and last else None
    return Threads(shown, later, shortened=len(rows) - len(roots) >= REPLIES)


def _all(threads: Iterable[Thread]) -> Iterable[Thread]:
    for thread in threads:
        yield thread
        yield from _all(thread.replies)


def approved_comment(text: Post | Page, comment_id: int) -> Comment | None:
    """The approved comment with this id under this text, or None."""
    return db.session.scalar(
        select(Comment).where(Comment.id == comment_id, _under(text), _approved())
    )


def root_of(comment: Comment) -> int:
    """The id of the comment that this one's thread starts with."""
    above = aliased(Comment)
    if comment.parent_id is None:
        return comment.id
    found: int | None = db.session.scalar(
        select(func.coalesce(above.parent_id, above.id)).where(above.id == comment.parent_id)
    )
    return found or comment.id


def locked_text(model: type[Post | Page], text_id: int) -> Post | Page | None:
    """The live text, held until the commit, so that its comments arrive one after the other."""
    found = db.session.scalar(
        select(model)
        .where(model.id == text_id, model.is_live(now()))
        .with_for_update(key_share=True)
    )
    return found if isinstance(found, (Post, Page)) else None


def record_of(text: Post | Page, email: str, address: str, fingerprint: str) -> Record:
    """What this sender has said: in the last minute, the same within a day, and ever approved."""
    minute_ago, day_ago = now() - timedelta(minutes=1), now() - DAY
    by_email = Comment.author_email == email
    row = db.session.execute(
        select(
            _recent(Comment.author_ip == address, minute_ago),
            _recent(by_email, minute_ago),
            exists().where(
                by_email,
                Comment.created_at > day_ago,
                Comment.fingerprint == fingerprint,
                _under(text),
            ),
            exists().where(by_email, _approved()),
        )
    ).one()
    return Record(*row)


def _recent(whose: ColumnElement[bool], since: datetime) -> Any:
    some = select(Comment.id).where(whose, Comment.created_at > since).limit(MOST_COUNTED)
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def _under(text: Post | Page) -> ColumnElement[bool]:
    return Comment.post_id == text.id if isinstance(text, Post) else Comment.page_id == text.id


def _approved() -> ColumnElement[bool]:
    return Comment.status == CommentStatus.APPROVED.value
