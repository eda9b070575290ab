"""Posting messages within a save, and what owners may do with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import Any

from admin_app.columns import now
from admin_app.errors import Conflict, Refusal
from admin_app.extensions import db
from admin_app.outbox.models import MAIL, MessageState, OutboxMessage
from admin_app.outbox.queries import by_key

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST_SUBJECT = 300
_LONGEST_ADDRESS = 254


def post_mail(
    to: str, subject: str, text: str, html: str | None = None, *, key: str | None = None
) -> OutboxMessage:
    """A mail to one address, added to the session: it goes out after the save's commit, or never.

    Under a `key` that is taken, the message that has it comes back and none is added. Raises
    `Refusal` for `email` or `subject` when either would not be one line of a header (S63).
    """
    if _CONTROLS.search(subject):
        raise Refusal("A subject is one line of text.", "subject")
    if not _is_address(to):
        raise Refusal("This is not an email address.", "email")
    payload = {"text": text, **({"html": html} if html else {})}
    cut = subject if len(subject) <= _LONGEST_SUBJECT else f"{subject[: _LONGEST_SUBJECT - 1]}…"
    return _post(OutboxMessage(kind=MAIL, recipient=to, subject=cut, payload=payload, key=key))


def post_job(
    kind: str, payload: dict[str, Any], *, subject: str = "", key: str | None = None
) -> OutboxMessage:
    """A job for the handler registered for this kind, added to the session like a mail.

    The handler may run more than once (see `handles`); `subject` says in the list what it is.
    """
    if kind == MAIL:
        raise ValueError("mail is posted with post_mail")
    return _post(OutboxMessage(kind=kind, subject=subject, payload=payload, key=key))


def retry(messages: Iterable[OutboxMessage]) -> int:
    """Try these again from now on, as if never tried; how many, flushed.

    Raises `Conflict` for one that has been sent or is being sent.
    """
    count = 0
    for message in messages:
        if not message.may_retry:
            raise Conflict(f"“{_told(message)}” is {message.state} and cannot be tried again.")
        message.state = MessageState.WAITING
        message.attempts = 0
        message.last_error = ""
        message.next_try_at = now()
        count += 1
    db.session.flush()
    return count


def discard(messages: Iterable[OutboxMessage]) -> int:
    """Keep these from going out; how many, flushed. Raises `Conflict` for one that has gone."""
    count = 0
    for message in messages:
        if not message.may_discard:
            raise Conflict(f"“{_told(message)}” is {message.state} and cannot be discarded.")
        message.state = MessageState.DISCARDED
        count += 1
    db.session.flush()
    return count


def _post(message: OutboxMessage) -> OutboxMessage:
    if message.key is not None:
        for pending in db.session.new:
            if isinstance(pending, OutboxMessage) and pending.key == message.key:
                return pending
        first = by_key(message.key)
        if first is not None:
            return first
    db.session.add(message)
    return message


def _is_address(text: str) -> bool:
    if _CONTROLS.search(text) or len(text) > _LONGEST_ADDRESS or text != text.strip():
        return False
    try:
        address = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError):
        return False
    return bool(address.username and address.domain)


def _told(message: OutboxMessage) -> str:
    return message.subject or f"{message.kind} {message.id}"
