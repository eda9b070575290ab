"""Messages out: leased in one short commit, delivered outside any, recorded in one commit each.

A message is delivered at least once, and twice only when a worker dies (or loses the database for
longer than a lease) between the delivery and its record. A mail has the same Message-ID each time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

from flask import current_app
from sqlalchemy.exc import DBAPIError

from admin_app.columns import now
from admin_app.errors import SiteBusy
from admin_app.extensions import db
from admin_app.outbox import queries
from admin_app.outbox.leases import Leased, Outcome, hand_back, lease, record
from admin_app.outbox.models import MAIL
from admin_app.outbox.registry import GiveUp, handler_of, job_kinds
from admin_app.outbox.smtp import (
    BadSmtpUrl,
    Letter,
    NoConnection,
    Postman,
    SmtpServer,
    Undeliverable,
)
from admin_app.unit_of_work import retrying
from admin_app.web.text import one_line

# After this, what is left of a batch is handed back: no letter may outlive its lease.
SAFE_PART = timedelta(minutes=5)


def deliver_due(
    limit: int = 20,
    *,
    mail: bool = True,
    jobs: bool = True,
    stopping: Callable[[], bool] = lambda: False,
    held: set[int] | None = None,
) -> int:
    """Try the mails and jobs that are due, at most `limit`; how many were tried.

    Writes nothing when none is due. Mail waits while SMTP_URL is empty or wrong. When `stopping`
    says so, the rest of the batch is handed back untried. `held` has, at each moment, the ids of
    what is leased: who gives it may renew those leases, or hand them back.
    """
    server = _server() if mail else None
    kinds = (job_kinds() if jobs else frozenset()) | ({MAIL} if server else frozenset())
    ids = queries.due(kinds, now(), limit)
    db.session.rollback()  # the read ends here: nothing is held while there is nothing to do
    if not ids:
        return 0
    batch = retrying(lambda: lease(ids))
    held = set() if held is None else held
    held.update(message.id for message in batch)
    try:
        return _tried(batch, server, stopping, held)
    finally:
        held.difference_update(message.id for message in batch)


def why_mail_waits() -> str:
    """A sentence for owners while no mail goes out; "" when it does."""
    try:
        server = SmtpServer.from_url(current_app.config.get("SMTP_URL") or "")
    except BadSmtpUrl as error:
        return str(error)
    return "" if server else "SMTP_URL is not set."


def _tried(
    batch: list[Leased], server: SmtpServer | None, stopping: Callable[[], bool], held: set[int]
) -> int:
    """How many of the batch were tried and recorded; the others are handed back."""
    latest = time.monotonic() + SAFE_PART.total_seconds()
    tried = 0
    with ExitStack() as open_until_done:
        postman = open_until_done.enter_context(Postman(server)) if server else None
        round_ = _Round(postman)
        for message in batch:
            if stopping() or time.monotonic() > latest:
                break
            _record_surely(message, round_.outcome(message))
            held.discard(message.id)
            tried += 1
    if left := [message.id for message in batch[tried:]]:
        retrying(lambda: hand_back(left))
    return tried


class _Round:
    """One batch: one connection, and one failure to connect for all letters in it."""

    def __init__(self, postman: Postman | None) -> None:
        self._postman = postman
        self._unreachable = ""

    def outcome(self, message: Leased) -> Outcome:
        try:
            if message.kind == MAIL:
                return self._mailed(message)
            handler = handler_of(message.kind)
            if handler is None:
                return Outcome(f"Nothing here handles “{message.kind}”.")
            handler(message.payload)
        except (GiveUp, Undeliverable) as error:
            return Outcome(_told(error), final=True)
        except Exception as error:
            current_app.logger.warning("outbox: message %s failed", message.id, exc_info=error)
            return Outcome(_told(error))
        finally:
            db.session.rollback()
        return Outcome()

    def _mailed(self, message: Leased) -> Outcome:
        if self._unreachable or self._postman is None:
            return Outcome(self._unreachable or "Mail is not set up.")
        try:
            self._postman.deliver(_letter(message))
        except NoConnection as error:
            self._unreachable = _told(error)
            return Outcome(self._unreachable)
        return Outcome()


def _server() -> SmtpServer | None:
    try:
        return SmtpServer.from_url(current_app.config.get("SMTP_URL") or "")
    except BadSmtpUrl:
        return None  # the worker has said so once; jobs go on


def _letter(message: Leased) -> Letter:
    return Letter(
        number=message.id,
        posted_at=message.created_at,
        sender=current_app.config["MAIL_FROM"],
        recipient=message.recipient,
        subject=message.subject,
        text=message.payload.get("text", ""),
        html=message.payload.get("html", ""),
        unsubscribe=message.payload.get("unsubscribe", ""),
    )


def _record_surely(leased: Leased, outcome: Outcome) -> None:
    """Through a restart of the database too: what is not recorded would be delivered again."""
    latest = time.monotonic() + SAFE_PART.total_seconds()
    while True:
        try:
            return retrying(lambda: record(leased, outcome))
        except (DBAPIError, SiteBusy):
            if time.monotonic() > latest:
                raise
        db.session.remove()
        db.engine.dispose()
        time.sleep(0.5)


def _told(error: Exception) -> str:
    return one_line(str(error) or type(error).__name__)[:500]
