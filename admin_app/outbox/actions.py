"""Posting messages within a save, and what owners may do with them."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import Any

from sqlalchemy import ColumnElement, update

from admin_app.columns import now
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.outbox.models import DISCARDED, MAIL, RETRIED, MessageState, OutboxMessage
from admin_app.outbox.queries import by_key
from admin_app.outbox.smtp import is_header_address

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST_SUBJECT = 300
_LONGEST_ADDRESS = 254


def post_mail(
    to: str,
    subject: str,
    text: str,
    html: str | None = None,
    *,
    key: str | None = None,
    unsubscribe: str = "",
) -> OutboxMessage:
    """A mail to one address, added to the session: it goes out after the save's commit, or never.

    `unsubscribe` is the address where mail programs end mails of this kind, by one POST (RFC 8058).
    Under a `key` that is taken, the message that has it comes back and none is added. Raises
    `Refusal` for `email` or `subject` when either would not be one line of a header (S63).
    """
    if _CONTROLS.search(subject):
        raise Refusal("A subject is one line of text.", "subject")
    if not _is_address(to):
        raise Refusal("This is not an email address.", "email")
    if unsubscribe and not is_header_address(unsubscribe):
        raise ValueError("an unsubscribe link is an http address")
    more = {"html": html, "unsubscribe": unsubscribe}
    payload = {"text": text, **{name: said for name, said in more.items() if said}}
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


def retry(which: ColumnElement[bool]) -> list[int]:
    """Try these again from now on, as if never tried: those not sent, nor being sent.

    The ids of those that changed; one statement, however many.
    """
    return _changed(
        which,
        RETRIED,
        {"state": MessageState.WAITING, "attempts": 0, "last_error": "", "next_try_at": now()},
    )


def discard(which: ColumnElement[bool]) -> list[int]:
    """Keep those of them that wait or have failed from going out; the ids, in one statement."""
    return _changed(which, DISCARDED, {"state": MessageState.DISCARDED})


def _changed(
    which: ColumnElement[bool], states: tuple[MessageState, ...], values: dict[str, Any]
) -> list[int]:
    changed = db.session.scalars(
        update(OutboxMessage)
        .where(which, OutboxMessage.state.in_(states))
        .values(values)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(changed)


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
