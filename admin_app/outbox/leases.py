"""Messages taken by a worker for a time, and what is recorded of each afterwards.

A lease is one short commit, a record another; between them no transaction is open. When a worker
is killed its leases run out, and others try those messages again.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.outbox import queries
from admin_app.outbox.models import MessageState, OutboxMessage
from admin_app.unit_of_work import one_commit

LEASE = timedelta(minutes=10)
# 30 s, 1 min, 2 min … 6 h, 6 h: about a day and a half in all, which outlasts a bad night.
MOST_ATTEMPTS = 15
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True)
class Leased:
    """A message as the worker holds it, outside any session. `attempt` counts from 1."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    recipient: str
    subject: str
    attempt: int
    created_at: datetime


@dataclass(frozen=True)
class Outcome:
    """`error` is "" for a delivery; `final` says that trying again is no use."""

    error: str = ""
    final: bool = False


def lease(ids: Collection[int]) -> list[Leased]:
    """Those of the messages that are still to be tried and that no other worker takes just now."""
    with one_commit("Took messages to deliver", record=False):
        at = now()
        messages = queries.locked_due(ids, at)
        for message in messages:
            message.state = MessageState.SENDING
            message.attempts += 1
            message.leased_until = at + LEASE
        db.session.flush()
        return [
            Leased(
                message.id,
                message.kind,
                dict(message.payload),
                message.recipient,
                message.subject,
                message.attempts,
                message.created_at,
            )
            for message in messages
        ]


def renew(ids: Collection[int]) -> None:
    """Hold these for another `LEASE`: what is done with them takes long."""
    with one_commit("Held messages longer", record=False):
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(ids), OutboxMessage.state == MessageState.SENDING)
            .values(leased_until=now() + LEASE)
            .execution_options(synchronize_session=False)
        )


def record(leased: Leased, outcome: Outcome) -> None:
    """Store what came of it: sent, failed, or to be tried again after a pause."""
    with one_commit("Recorded a delivery", record=False):
        for message in queries.locked([leased.id]):
            if outcome.error:
                _note_failure(message, leased, outcome)
            else:
                message.state = MessageState.SENT
                message.sent_at = now()
                message.last_error = ""
                message.leased_until = None
        db.session.flush()


def hand_back(ids: Collection[int]) -> None:
    """Put these back in line at once, as if this try had not been begun."""
    with one_commit("Handed messages back", record=False):
        for message in queries.locked(ids):
            if message.state == MessageState.SENDING:
                message.state = MessageState.WAITING
                message.attempts -= 1
                message.leased_until = None
        db.session.flush()


def pause_after(attempt: int) -> timedelta:
    """How long to wait after this try, the first being 1; with ±10 % so that tries spread out."""
    pause = min(FIRST_PAUSE * 2.0 ** (attempt - 1), LONGEST_PAUSE)
    return pause * random.uniform(0.9, 1.1)  # noqa: S311 - jitter only


def _note_failure(message: OutboxMessage, leased: Leased, outcome: Outcome) -> None:
    if message.state != MessageState.SENDING or message.attempts != leased.attempt:
        return  # the lease ran out and another worker has it, or somebody decided about it
    message.last_error = outcome.error
    message.leased_until = None
    if outcome.final or message.attempts >= MOST_ATTEMPTS:
        message.state = MessageState.FAILED
    else:
        message.state = MessageState.WAITING
        message.next_try_at = now() + pause_after(message.attempts)
