"""Every select of the outbox, in order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select, union_all

from admin_app.extensions import db
from admin_app.outbox.models import MAIL, MessageState, OutboxMessage
from admin_app.web.filters import CAP


def due(kinds: Iterable[str], at: datetime, limit: int) -> list[int]:
    """The ids of at most `limit` messages of these kinds to be tried at this moment, oldest first.

    Also those whose worker has not come back in its time. One statement; each part of it reads a
    stretch of an index, however many messages of other kinds wait.
    """
    parts = [
        part
        for kind in sorted(kinds)
        for part in (
            _first(kind, MessageState.WAITING, limit).where(OutboxMessage.next_try_at <= at),
            _first(kind, MessageState.SENDING, limit).where(OutboxMessage.leased_until <= at),
        )
    ]
    if not parts:
        return []
    found = union_all(*(select(part.subquery()) for part in parts)).subquery()
    ordered = select(found.c.id).order_by(found.c.next_try_at, found.c.id).limit(limit)
    return list(db.session.scalars(ordered))


def locked_due(ids: Collection[int], at: datetime) -> list[OutboxMessage]:
    """Those of the messages that are still to be tried, locked; what others hold is passed over."""
    still = or_(
        OutboxMessage.state == MessageState.WAITING,
        (OutboxMessage.state == MessageState.SENDING) & (OutboxMessage.leased_until <= at),
    )
    return list(
        db.session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.id.in_(ids), still)
            .order_by(OutboxMessage.next_try_at, OutboxMessage.id)
            .with_for_update(skip_locked=True)
        )
    )


def locked(ids: Collection[int]) -> list[OutboxMessage]:
    """These messages, locked, in the order of their ids."""
    return list(
        db.session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.id.in_(ids))
            .order_by(OutboxMessage.id)
            .with_for_update()
        )
    )


def by_key(key: str) -> OutboxMessage | None:
    """The message posted under this key."""
    return db.session.scalar(select(OutboxMessage).where(OutboxMessage.key == key))


@dataclass(frozen=True)
class Stuck:
    """How many mails wait and have failed, each counted up to one more than 10,000."""

    waiting: int
    failed: int


def stuck_mail() -> Stuck:
    """The mails that have not gone out, in one statement."""
    # bounded: `_first` takes no more than it is told
    counts = [
        select(func.count())
        .select_from(_first(MAIL, state, CAP + 1).subquery())
        .scalar_subquery()
        .label(state.value)
        for state in (MessageState.WAITING, MessageState.FAILED)
    ]
    return Stuck(*db.session.execute(select(*counts)).one())


def finished_before(moment: datetime, limit: int) -> list[int]:
    """The ids of at most `limit` messages created before then and sent or discarded."""
    done = (MessageState.SENT, MessageState.DISCARDED)
    return list(
        db.session.scalars(
            select(OutboxMessage.id)
            .where(OutboxMessage.state.in_(done), OutboxMessage.created_at < moment)
            .order_by(OutboxMessage.created_at, OutboxMessage.id)
            .limit(limit)
        )
    )


def _first(kind: str, state: MessageState, limit: int) -> Select[int, datetime]:
    return (
        select(OutboxMessage.id, OutboxMessage.next_try_at)
        .where(OutboxMessage.state == state, OutboxMessage.kind == kind)
        .order_by(OutboxMessage.next_try_at, OutboxMessage.id)
        .limit(limit)
    )
