"""Readers by their address, and what readers report."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, cast, exists, func, select

from admin_app.content.queries.stretch import AnyRow
from admin_app.extensions import db
from admin_app.ids import among
from admin_app.readers.models import Comment, CommentStatus, HeldFor, Reader, Report

MOST_WAITING: Final = 100
MOST_REPORTS: Final = 20
"""Reports of one comment that are shown."""

_COMMENT = Comment.__table__
_REPORT = Report.__table__


def reader_at(email: str) -> Reader | None:
    """The reader with this address, held until the commit."""
    return db.session.scalar(select(Reader).where(Reader.email == email).with_for_update())


def reader_by_id(reader_id: int, *, lock: bool = False) -> Reader | None:
    """The reader with this id, held until the commit if asked."""
    found = select(Reader).where(Reader.id == reader_id)
    return db.session.scalar(found.with_for_update() if lock else found)


def waiting_for_confirmation(email: str) -> Sequence[int]:
    """The ids of the reader's comments that wait for nothing but that; the newest."""
    comment = _COMMENT.c
    return db.session.scalars(
        select(comment.id)
        .where(
            comment.author_email == email,
            comment.status == CommentStatus.PENDING.value,
            comment.held_for == HeldFor.UNCONFIRMED.value,
        )
        .order_by(comment.created_at.desc(), comment.id.desc())
        .limit(MOST_WAITING)
    ).all()


def reports_by(reporter: str, since: datetime, most: int) -> int:
    """How many comments this network or person has reported since then, counted up to `most`."""
    some = (
        select(_REPORT.c.id)
        .where(_REPORT.c.reporter == reporter, _REPORT.c.created_at > since)
        .limit(most)
    )
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def has_reported(comment_id: int, reporter: str) -> bool:
    """Whether this network or person was heard about the comment before."""
    own = exists().where(_REPORT.c.comment_id == comment_id, _REPORT.c.reporter == reporter)
    return bool(db.session.scalar(select(own)))


def open_reports(comments: Collection[Any]) -> dict[int, list[AnyRow]]:
    """What was reported of each of these comments since somebody last decided over it.

    As (comment_id, reason, words, created_at), by comment, the oldest first, some of many; one
    statement, and none where there are no comments.
    """
    if not comments:
        return {}
    rank = func.row_number().over(partition_by=_REPORT.c.comment_id, order_by=_REPORT.c.id)
    found = (
        select(
            _REPORT.c.comment_id,
            _REPORT.c.reason,
            _REPORT.c.words,
            _REPORT.c.created_at,
            _REPORT.c.id,
            cast(rank, Integer).label("rank"),
        )
        .join(_COMMENT, _COMMENT.c.id == _REPORT.c.comment_id)
        .where(
            among(_REPORT.c.comment_id, comments),
            _COMMENT.c.decided_at.is_(None) | (_REPORT.c.created_at > _COMMENT.c.decided_at),
        )
        .subquery()
    )
    rows = db.session.execute(
        select(found).where(found.c.rank <= MOST_REPORTS).order_by(found.c.comment_id, found.c.id)
    )
    by_comment: dict[int, list[AnyRow]] = {}
    for row in rows:
        by_comment.setdefault(row.comment_id, []).append(row)
    return by_comment


def count_open_reports(comment: Comment, most: int) -> int:
    """How many have reported the comment since somebody last decided over it, up to `most`."""
    since = [_REPORT.c.created_at > comment.decided_at] if comment.decided_at else []
    some = select(_REPORT.c.id).where(_REPORT.c.comment_id == comment.id, *since).limit(most)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0
