"""The comments that readers see, in their threads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    bindparam,
    exists,
    literal_column,
    select,
    tuple_,
    union_all,
)

from admin_app.columns import UtcDateTime
from admin_app.content.models import Page, Post
from admin_app.content.queries.stretch import AnyRow, AnySelect
from admin_app.extensions import db
from admin_app.readers.models import DEEPEST, Comment, CommentStatus
from admin_app.web.cursors import decode, encode

THREADS = 50
"""Threads on one page of a text."""
REPLIES = 500
"""Replies of each depth that one page shows."""

_COMMENT = Comment.__table__
SHOWN = tuple(
    _COMMENT.c[name]
    for name in (
        "id",
        "parent_id",
        "author_name",
        "author_url",
        "body",
        "created_at",
        "user_id",
    )
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


def threads_of(text: Post | Page, cursor: str = "", only: int | None = None) -> Threads:
    """The approved comments under a text, or only the thread that starts with one; one statement.

    A reply to what is no longer shown starts a thread of its own. Raises `BadCursor`.
    """
    given: dict[str, Any] = {"text_id": text.id}
    if only is not None:
        return _nested(_threads(type(text), "only"), given | {"only": only})
    if cursor:
        at, last = decode(cursor, (datetime, int))
        return _nested(_threads(type(text), "later"), given | {"at": at, "last": last})
    return _nested(_threads(type(text), "first"), given)


@cache
def _threads(kind: type[Post | Page], which: str) -> AnySelect:
    # Made once, and of the table: to put ten levels together takes longer than to find them.
    comment, above = _COMMENT, _COMMENT.alias()
    own = comment.c.post_id if kind is Post else comment.c.page_id
    roots = select(*SHOWN).where(own == bindparam("text_id"), _is_approved(comment))
    if which == "only":
        roots = roots.where(comment.c.id == bindparam("only"))
    else:
        roots = roots.where(~exists().where(above.c.id == comment.c.parent_id, _is_approved(above)))
    if which == "later":
        place = tuple_(bindparam("at", type_=UtcDateTime()), bindparam("last"))
        roots = roots.where(tuple_(comment.c.created_at, comment.c.id) > place)
    return _grown(roots)


def _is_approved(comment: Any) -> ColumnElement[bool]:
    approved: ColumnElement[bool] = comment.c.status == literal_column("'approved'")
    return approved


def _grown(roots: AnySelect) -> AnySelect:
    comment = _COMMENT.c
    level = roots.order_by(comment.created_at, comment.id).limit(THREADS + 1).cte("depth_1")
    levels = [level]
    for depth in range(2, DEEPEST + 1):
        level = (
            select(*SHOWN)
            .join(level, comment.parent_id == level.c.id)
            # Joined to "", or SQLite would walk the index of the state and not that of the parent.
            .where(comment.status + literal_column("''") == literal_column("'approved'"))
            .order_by(comment.created_at, comment.id)
            .limit(REPLIES)
            .cte(f"depth_{depth}")
        )
        levels.append(level)
    rows = union_all(*(select(one) for one in levels)).subquery()
    return select(rows).order_by(rows.c.created_at, rows.c.id)


def _nested(statement: AnySelect, given: dict[str, Any]) -> Threads:
    rows = db.session.execute(statement, given).all()
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
    if comment.parent_id is None:
        return comment.id
    one = _COMMENT.alias()
    above = (
        select(one.c.id, one.c.parent_id, one.c.depth)
        .where(one.c.id == comment.parent_id)
        .cte("above", recursive=True)
    )
    higher = _COMMENT.alias()
    above = above.union(
        select(higher.c.id, higher.c.parent_id, higher.c.depth).where(
            higher.c.id == above.c.parent_id
        )
    )
    found: int | None = db.session.scalar(select(above.c.id).order_by(above.c.depth).limit(1))
    return found or comment.id


def _under(text: Post | Page) -> ColumnElement[bool]:
    return Comment.post_id == text.id if isinstance(text, Post) else Comment.page_id == text.id


def _approved() -> ColumnElement[bool]:
    return Comment.status == CommentStatus.APPROVED.value
