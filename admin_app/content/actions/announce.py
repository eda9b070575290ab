"""Telling others what happens: one small message in the save's own commit."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from admin_app.columns import now
from admin_app.content.models import Event
from admin_app.content.queries.settings import announced
from admin_app.content.queries.webhooks import changes_told
from admin_app.extensions import db
from admin_app.history.record import changed_entities
from admin_app.outbox.models import OutboxMessage
from admin_app.unit_of_work import Unit, before_commit

KIND = "announce"
# What changes of are told.
TOLD = frozenset({"comment", "post"})


def announce(event: Event, ids: Sequence[int], **facts: Any) -> None:
    """Tell the webhooks that want it, after the commit of the open unit of work.

    `ids` are those of what it happened to, as many as there are; `facts` go along as they are.
    Costs nothing where nobody wants it. Comments that come in or are decided over, and posts that
    are published, need no call: history tells of them.
    """
    if ids and event.value in announced():
        happened = {"event": event.value, "ids": list(ids), "facts": facts, "at": now().isoformat()}
        _post(db.session(), {**happened, "uid": secrets.token_hex(8)})


def listen() -> None:
    """Have every save tell of its changes; call it once history is installed."""
    before_commit(_tell_of_changes)


def _tell_of_changes(session: Session, unit: Unit) -> None:
    """Whatever the save changed, by whatever path, is in history by now.

    A decision over very many comments is several commits with one entry in the log: each tells of
    the changes that have come since the one before it.
    """
    if unit.changeset_id is None or not TOLD & changed_entities(unit) or not announced():
        return
    of_it = f"changeset:{unit.changeset_id}"
    told, upto = changes_told(unit.changeset_id, of_it)
    if upto > told:
        payload = {"changeset": unit.changeset_id, "since": told, "upto": upto}
        _post(session, payload, of_it)


def _post(session: Session, payload: dict[str, Any], belongs_to: str | None = None) -> None:
    session.execute(
        insert(OutboxMessage).values(
            kind=KIND,
            subject="Whom to tell what happened",
            payload=payload,
            belongs_to=belongs_to,
        )
    )
