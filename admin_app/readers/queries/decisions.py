"""What history knows of the decisions over comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.ids import among
from admin_app.readers.models import Comment, CommentStatus

SHOWN = (CommentStatus.PENDING.value, CommentStatus.APPROVED.value)
SET_ASIDE = (CommentStatus.SPAM.value, CommentStatus.REMOVED.value)


@dataclass(frozen=True)
class Decided:
    """Who gave a comment the state that it has, and when."""

    comment_id: int
    author_name: str
    status: CommentStatus
    actor_id: int | None
    actor_name: str
    at: datetime


def states_before(comment_ids: Iterable[int]) -> dict[int, CommentStatus]:
    """The state of each comment before it became spam or was removed, where history knows it."""
    before = Change.before["status"].as_string()
    rows = db.session.execute(
        select(Change.entity_id, before)
        .where(
            Change.entity == Comment.__tablename__,
            among(Change.entity_id, comment_ids),
            before.in_(SHOWN),
            Change.after["status"].as_string().in_(SET_ASIDE),
        )
        .order_by(Change.id)
    )
    return {comment_id: CommentStatus(status) for comment_id, status in rows}


def last_decisions(comment_ids: Iterable[int]) -> dict[int, Decided]:
    """Who last gave each of these comments a state, where history knows it."""
    after = Change.after["status"].as_string()
    rows = db.session.execute(
        select(
            Change.entity_id,
            Change.label,
            after.label("status"),
            Changeset.actor_id,
            Changeset.actor_name,
            Changeset.at,
        )
        .join(Changeset, Changeset.id == Change.changeset_id)
        .where(
            Change.entity == Comment.__tablename__,
            among(Change.entity_id, comment_ids),
            after.is_not(None),
        )
        .order_by(Change.id)
    )
    return {
        row.entity_id: Decided(
            row.entity_id,
            row.label,
            CommentStatus(row.status),
            row.actor_id,
            row.actor_name,
            row.at,
        )
        for row in rows
    }
