"""Messages out: leased in one short commit, delivered outside any, recorded in one commit each.

A worker that is killed leaves its leases behind; when they run out, others try those messages
again. So a message is delivered at least once, and twice only when a worker dies (or loses the
database for longer than a lease) between the delivery and its record. A mail has the same
Message-ID each time.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy.exc import DBAPIError

from admin_app.columns import now
from admin_app.errors import SiteBusy
from admin_app.extensions import db
from admin_app.outbox import queries
from admin_app.outbox.models import MAIL, MessageState, OutboxMessage
from admin_app.outbox.registry import GiveUp, handler_of, job_kinds
from admin_app.outbox.smtp import (
    BadSmtpUrl,
    Letter,
    NoConnection,
    Postman,
    SmtpServer,
    Undeliverable,
)
from admin_app.unit_of_work import one_commit, retrying
from admin_app.web.text import one_line

LEASE = timedelta(minutes=10)
# After this, what is left of a batch is handed back: no delivery may outlive its lease.
SAFE_PART = timedelta(minutes=5)
# 30 s, 1 min, 2 min … 6 h, 6 h: about a day and a half in all, which outlasts a bad night.
MOST_ATTEMPTS = 15
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)


def deliver_due(limit: int = 20, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Try the messages that are due, at most `limit`; how many were tried.

    Writes nothing when none is due. Mail waits while SMTP_URL is empty or wrong. When `stopping`
    says so, the rest of the batch is handed back untried.
    """
    server = _server()
    kinds = job_kinds() | ({MAIL} if server else set())
    ids = queries.due(kinds, now(), limit)
    db.session.rollback()  # the read ends here: nothing is held while there is nothing to do
    if not ids:
        return 0
    batch = retrying(lambda: _leased(ids))
    tried = 0
    with ExitStack() as open_until_done:
        postman = open_until_done.enter_context(Postman(server)) if server else None
        round_ = _Round(postman, time.monotonic() + SAFE_PART.total_seconds())
        for message in batch:
            if stopping() or time.monotonic() > round_.latest:
                break
            _record_surely(message, round_.tried(message), round_.latest)
            tried += 1
    if tried < len(batch):
        left = [message.id for message in batch[tried:]]
        retrying(lambda: _hand_back(left))
    return tried


def why_mail_waits() -> str:
    """A sentence for owners while no mail goes out; "" when it does."""
    try:
        server = SmtpServer.from_url(current_app.config.get("SMTP_URL") or "")
    except BadSmtpUrl as error:
        return str(error)
    return "" if server else "SMTP_URL is not set."


def pause_after(attempt: int) -> timedelta:
    """How long to wait after this try, the first being 1; with ±10 % so that tries spread out."""
    pause = min(FIRST_PAUSE * 2.0 ** (attempt - 1), LONGEST_PAUSE)
    return pause * random.uniform(0.9, 1.1)  # noqa: S311 - jitter only


@dataclass(frozen=True)
class _Leased:
    """A message as the worker holds it, outside any session."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    recipient: str
    subject: str
    attempt: int
    created_at: datetime


@dataclass(frozen=True)
class _Outcome:
    """`error` is "" for a delivery; `final` says that trying again is no use."""

    error: str = ""
    final: bool = False


class _Round:
    """One batch: one connection, and one failure to connect for all letters in it."""

    def __init__(self, postman: Postman | None, latest: float) -> None:
        self.latest = latest
        self._postman = postman
        self._unreachable = ""

    def tried(self, message: _Leased) -> _Outcome:
        try:
            if message.kind == MAIL:
                return self._mailed(message)
            handler = handler_of(message.kind)
            if handler is None:
                return _Outcome(f"Nothing here handles “{message.kind}”.")
            handler(message.payload)
        except (GiveUp, Undeliverable) as error:
            return _Outcome(_told(error), final=True)
        except Exception as error:
            current_app.logger.warning("outbox: message %s failed", message.id, exc_info=error)
            return _Outcome(_told(error))
        finally:
            db.session.rollback()
        return _Outcome()

    def _mailed(self, message: _Leased) -> _Outcome:
        if self._unreachable or self._postman is None:
            return _Outcome(self._unreachable or "Mail is not set up.")
        try:
            self._postman.deliver(_letter(message))
        except NoConnection as error:
            self._unreachable = _told(error)
            return _Outcome(self._unreachable)
        return _Outcome()


def _server() -> SmtpServer | None:
    try:
        return SmtpServer.from_url(current_app.config.get("SMTP_URL") or "")
    except BadSmtpUrl:
        return None  # the worker has said so once; jobs go on


def _letter(message: _Leased) -> Letter:
    return Letter(
        number=message.id,
        posted_at=message.created_at,
        sender=current_app.config["MAIL_FROM"],
        recipient=message.recipient,
        subject=message.subject,
        text=message.payload.get("text", ""),
        html=message.payload.get("html", ""),
    )


def _leased(ids: list[int]) -> list[_Leased]:
    with one_commit("Took messages to deliver", record=False):
        at = now()
        messages = queries.locked_due(ids, at)
        for message in messages:
            message.state = MessageState.SENDING
            message.attempts += 1
            message.leased_until = at + LEASE
        db.session.flush()
        return [
            _Leased(
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


def _record_surely(leased: _Leased, outcome: _Outcome, latest: float) -> None:
    """Through a restart of the database too: what is not recorded would be delivered again."""
    while True:
        try:
            return retrying(lambda: _record(leased, outcome))
        except (DBAPIError, SiteBusy):
            if time.monotonic() > latest:
                raise
        db.session.remove()
        db.engine.dispose()
        time.sleep(0.5)


def _record(leased: _Leased, outcome: _Outcome) -> None:
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


def _note_failure(message: OutboxMessage, leased: _Leased, outcome: _Outcome) -> None:
    if message.state != MessageState.SENDING or message.attempts != leased.attempt:
        return  # the lease ran out and another worker has it, or somebody decided about it
    message.last_error = outcome.error
    message.leased_until = None
    if outcome.final or message.attempts >= MOST_ATTEMPTS:
        message.state = MessageState.FAILED
    else:
        message.state = MessageState.WAITING
        message.next_try_at = now() + pause_after(message.attempts)


def _hand_back(ids: list[int]) -> None:
    with one_commit("Handed messages back", record=False):
        for message in queries.locked(ids):
            if message.state == MessageState.SENDING:
                message.state = MessageState.WAITING
                message.attempts -= 1
                message.leased_until = None
        db.session.flush()


def _told(error: Exception) -> str:
    return one_line(str(error) or type(error).__name__)[:500]
