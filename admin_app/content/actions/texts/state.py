"""The state of a text, and its moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import inspect

from admin_app.columns import now
from admin_app.content.actions.texts.ready import refuse_unready
from admin_app.content.models import Page, Post, Status
from admin_app.content.policy.texts import PUBLIC, may_publish
from admin_app.content.queries.media import untold_picture
from admin_app.errors import Refusal

NOT_RETURNED: Mapping[str, Any] = {"review_note": "", "returned_at": None, "returned_by": ""}
"""What an editor wrote on returning a text is answered when it goes out to readers."""


def set_state(person: Any, text: Post | Page, sent: Mapping[str, Any]) -> None:
    """Move the text to the state and the moment that were sent; refuses what can't be meant."""
    wanted = Status(sent.get("status") or text.status or Status.DRAFT)
    moment: datetime | None = sent.get("published_at", text.published_at)
    moved = wanted != text.status or moment != text.published_at
    if wanted == Status.TRASH and text.status != Status.TRASH:
        raise Refusal("Use “Move to trash”, so that it can come back.", "status")
    _refuse_untold_picture(text, wanted)
    if wanted in PUBLIC and moved:
        if not may_publish(person, text):
            raise Refusal("Your role can't publish; send it to review instead.", "status", 403)
        wanted, moment = dated(wanted, moment)
        if text.status not in PUBLIC:
            refuse_unready(text)
    if wanted != text.status:
        text.status = wanted
    if moment != text.published_at:
        text.published_at = moment
    if wanted in PUBLIC and text.returned_at is not None:
        for name, value in NOT_RETURNED.items():
            setattr(text, name, value)


def _refuse_untold_picture(text: Post | Page, wanted: Status) -> None:
    """What readers can't all see has words for it before it goes out to them."""
    if wanted not in PUBLIC or not isinstance(text, Post) or text.picture_id is None:
        return
    if text.status in PUBLIC and not inspect(text).attrs.picture_id.history.has_changes():
        return
    title = untold_picture(text.picture_id)
    if title is not None:
        raise Refusal(
            f"“{title}” has no description. Describe it under Media, or mark it there as "
            "decorative; then publish.",
            "picture",
        )


def dated(wanted: Status, moment: datetime | None) -> tuple[Status, datetime]:
    """The public state that this state and moment come to; refuses what can't be meant."""
    if wanted == Status.PUBLISHED:
        # Published at a moment to come is scheduled.
        future = moment is not None and moment > now()
        return (Status.SCHEDULED if future else wanted), moment or now()
    if moment is None:
        raise Refusal("Choose when this is to be published.", "published_at")
    if moment <= now():
        raise Refusal("Choose a moment to come, or publish it now.", "published_at")
    return wanted, moment
