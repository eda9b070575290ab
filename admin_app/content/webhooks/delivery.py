"""Posting one message to one webhook."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app

from admin_app.columns import now
from admin_app.content.models import Event, Webhook
from admin_app.content.queries.settings import site_settings
from admin_app.content.queries.webhooks import posts_to_tell, webhook
from admin_app.content.webhooks.describing import described, describes, public_link
from admin_app.content.webhooks.fanning import WEBHOOK
from admin_app.content.webhooks.signing import signed_headers
from admin_app.extensions import db
from admin_app.outbox import GiveUp, handles
from admin_app.web.outgoing import NoAnswer, NotPublic, post

TEST = "test"
GONE = 410
# Seconds for which a receiver that did not answer is left alone: others are not to wait for it.
REST = 30.0
_QUIET = "webhooks_quiet"


class Refused(Exception):
    """The receiver did not take it; it is tried again later."""


@handles(WEBHOOK)
def deliver(payload: Mapping[str, Any]) -> None:
    """Post it, signed; a receiver may get the same twice, and tells by its Webhook-Id.

    Raises `GiveUp` where trying again is no use.
    """
    hook = webhook(payload["webhook"])
    if hook is None or not (hook.is_on or payload["event"] == TEST):
        raise GiveUp("The webhook was switched off or deleted.")
    body = _body(payload)
    url, salt, hook_id = hook.url, hook.salt, hook.id
    db.session.rollback()  # nothing is held while the network is waited for
    _refuse_while_quiet(hook_id)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Copydesk webhooks",
        **signed_headers(salt, payload["id"], now(), body),
    }
    try:
        status, _ = post(url, body, headers, current_app.config["WEBHOOK_NETWORKS"])
    except NotPublic as error:
        raise GiveUp(str(error)) from error
    except NoAnswer as error:
        _quiet()[hook_id] = time.monotonic() + REST
        raise Refused(str(error)) from error
    if status == GONE:
        raise GiveUp("The receiver answered 410: it wants no more of these.")
    if not 200 <= status < 300:
        moved = " Redirects are not followed." if 300 <= status < 400 else ""
        raise Refused(f"The receiver answered {status}.{moved}")


def _body(payload: Mapping[str, Any]) -> bytes:
    """What is told, as it stands now: a retry tells no word that was deleted meanwhile."""
    if payload["event"] == TEST:
        data: dict[str, Any] = {"message": "This is a test. Nothing happened."}
    else:
        about = Event(payload["event"]).about
        things = described(about, payload["ids"])
        if not things:
            raise GiveUp("What it tells of was deleted meanwhile.")
        data = {**payload["facts"], f"{about}s": things}
    told = {
        "type": payload["event"],
        "timestamp": payload["at"],
        "data": {"site": site_settings().site_title, **data},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _quiet() -> dict[int, float]:
    kept: dict[int, float] = current_app.extensions.setdefault(_QUIET, {})
    return kept


def _refuse_while_quiet(hook_id: int) -> None:
    if _quiet().get(hook_id, 0.0) > time.monotonic():
        raise Refused("The receiver did not answer a moment ago; it is left alone for a while.")


@describes("post")
def _posts(ids: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "title": row.title,
            "path": f"/posts/{row.slug}",
            "url": public_link("publication.post", slug=row.slug),
            # A text with a password tells no stranger how it begins.
            "excerpt": "" if row.password else row.excerpt,
            "published_at": _iso(row.published_at),
        }
        for row in posts_to_tell(ids)
    ]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def test_message(hook: Webhook, number: str) -> dict[str, Any]:
    """The payload of a message that tells of nothing, to try whether it arrives."""
    return {
        "webhook": hook.id,
        "id": f"msg_test.{number}",
        "part": 0,
        "event": TEST,
        "ids": [],
        "facts": {},
        "at": now().isoformat(),
    }
