"""What is old enough to be let go of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select, text

from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.ids import among
from admin_app.readers.models import Appeal, Comment, CommentStatus, Shortened
from admin_app.readers.models.comment import WHOLE_ADDRESS
from admin_app.readers.queries.queue import of_status

_COMMENT = Comment.__table__.c
_CHANGE = Change.__table__.c


def whole_addresses(before: datetime, most: int) -> Sequence[Any]:
    """The oldest comments from before this whose network address is whole: id, author_ip."""
    return db.session.execute(
        select(_COMMENT.id, _COMMENT.author_ip)
        # As it is written in the index, or SQLite would not take it.
        .where(text(WHOLE_ADDRESS), _COMMENT.created_at < before)
        .order_by(_COMMENT.created_at, _COMMENT.id)
        .limit(most)
    ).all()


def shortened_upto() -> int:
    """The newest change of history in which addresses are shortened."""
    return db.session.scalar(select(Shortened.upto).where(Shortened.id == 1)) or 0


def changes_after(change_id: int, most: int) -> Sequence[Any]:
    """The next changes of history: id, entity, at, and the addresses that each holds."""
    return db.session.execute(
        select(
            _CHANGE.id,
            _CHANGE.entity,
            Changeset.at,
            _CHANGE.before["author_ip"].as_string().label("ip_before"),
            _CHANGE.after["author_ip"].as_string().label("ip_after"),
        )
        .select_from(Change)
        .join(Changeset, Changeset.id == _CHANGE.changeset_id)
        .where(_CHANGE.id > change_id)
        .order_by(_CHANGE.id)
        .limit(most)
    ).all()


def changes_whole(ids: Sequence[int]) -> Sequence[Any]:
    """These changes, with what was before and after."""
    return db.session.execute(
        select(_CHANGE.id, _CHANGE.before, _CHANGE.after)
        .where(among(_CHANGE.id, ids))
        .order_by(_CHANGE.id)
    ).all()


def set_aside_before(
    status: CommentStatus, before: datetime, most: int, *, lock: bool = False
) -> list[int]:
    """The oldest comments that have had this state since before; none that is appealed over.

    With `lock` they stay so until the unit of work ends; those that others hold are left out.
    """
    open_appeal = exists().where(Appeal.comment_id == _COMMENT.id, Appeal.outcome.is_(None))
    found = (
        select(_COMMENT.id)
        .where(
            of_status(status),
            _COMMENT.created_at < before,
            func.coalesce(_COMMENT.decided_at, _COMMENT.created_at) < before,
            ~open_appeal,
        )
        .order_by(_COMMENT.created_at, _COMMENT.id)
        .limit(most)
    )
    return list(db.session.scalars(found.with_for_update(skip_locked=True) if lock else found))
