"""What owners do with webhooks. Actions check, change and flush; they never commit."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from admin_app.content.models import Event, Webhook
from admin_app.content.policy.settings import require_setting
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.history.removal import remove
from admin_app.outbox.models import OutboxMessage
from admin_app.web.outgoing import is_public
from admin_app.web.text import one_line

LONGEST_URL = 500


def write_webhook(
    person: Any, hook: Webhook, sent: Mapping[str, Any], allowed: Sequence[str]
) -> None:
    """Put what was sent into a new or loaded webhook and flush it.

    Raises `Refusal` with the field at fault, `NotAllowed` where this person may not.
    """
    require_setting(person)
    events = [event.value for event in Event if sent.get(field_of(event))]
    if not events:
        raise Refusal("Choose at least one thing to be told of.", field_of(Event.COMMENT_HELD))
    hook.url = _address(sent.get("address") or "", allowed)
    hook.events = ",".join(events)
    hook.is_on = bool(sent.get("is_on"))
    hook.note = one_line(sent.get("note") or "")[:300]
    if not hook.salt:
        hook.salt = _salt()
        db.session.add(hook)
    db.session.flush()


def renew_secret(person: Any, hook: Webhook) -> None:
    """Another secret from now on; the old one is good for nothing."""
    require_setting(person)
    hook.salt = _salt()
    db.session.flush()


def post_test(person: Any, hook: Webhook, payload: Mapping[str, Any]) -> None:
    """A message that tells of nothing, through the outbox as all others are."""
    require_setting(person)
    db.session.add(
        OutboxMessage(
            kind="webhook",
            recipient=(urlsplit(hook.url).hostname or "")[:254],
            subject="A test",
            belongs_to=hook.belongings,
            payload=dict(payload),
        )
    )
    db.session.flush()


def delete_webhooks(person: Any, ids: Sequence[int]) -> list[int]:
    """Delete these; the ids that went."""
    require_setting(person)
    return remove(Webhook, ids)


def field_of(event: Event) -> str:
    """The field of the form by which the event is chosen."""
    return event.value.replace(".", "_")


def _salt() -> str:
    return secrets.token_hex(24)


def _address(text: str, allowed: Sequence[str]) -> str:
    url = one_line(text[: LONGEST_URL * 10])
    if len(url) > LONGEST_URL:
        raise Refusal(f"An address may have {LONGEST_URL} characters.", "address")
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except (ValueError, UnicodeError):
        raise _no_address() from None
    fits = url.isascii() and " " not in url and not parts.fragment
    if parts.scheme not in ("http", "https") or not host or not fits:
        raise _no_address()
    if parts.username is not None or parts.password is not None:
        raise Refusal("An address carries no user and no password; the signature tells.", "address")
    if _leads_inside(host, allowed):
        raise Refusal(
            "This leads into a network that is not public. Whoever runs the site may allow it "
            "with WEBHOOK_NETWORKS.",
            "address",
        )
    return url


def _leads_inside(host: str, allowed: Sequence[str]) -> bool:
    """Whether that can be seen from the address; a name is looked at when it is posted to."""
    if host == "localhost":
        return not is_public("127.0.0.1", allowed)
    try:
        ip_address(host)
    except ValueError:
        return False
    return not is_public(host, allowed)


def _no_address() -> Refusal:
    return Refusal("Write a whole address, such as https://example.org/hook.", "address")
