"""Of what happened, a message for each webhook that wants it, or several where it is much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import insert

from admin_app.columns import now
from admin_app.content.actions.announce import KIND
from admin_app.content.models import Event, Webhook
from admin_app.content.queries.settings import site_settings
from admin_app.content.queries.webhooks import came_out, open_webhooks, taken_keys
from admin_app.content.webhooks.happened import Happening, happenings
from admin_app.extensions import db
from admin_app.outbox import handles, housekeeping
from admin_app.outbox.models import OutboxMessage
from admin_app.unit_of_work import one_commit, retrying

WEBHOOK = "webhook"
TOGETHER = 100
"""Things that one message tells of."""
# Posts that came out while no worker ran are told of, as long as it is not longer ago.
LATE = timedelta(days=1)
AT_ONCE = 500
_LOOKED = "came_out_until"


@handles(KIND)
def fan_out(payload: Mapping[str, Any]) -> None:
    """Make the messages, in one commit; the second time they are there already."""
    if "changeset" in payload:
        name = f"c{payload['changeset']}-{payload['upto']}"
        found = happenings(payload["changeset"], payload["since"], payload["upto"])
    else:
        name = str(payload["uid"])
        at = datetime.fromisoformat(payload["at"])
        found = [Happening(Event(payload["event"]), payload["ids"], at, payload["facts"])]
    db.session.rollback()  # the read ends here
    if found:
        retrying(partial(_store, name, found))


@housekeeping(every=5)
def tell_of_scheduled_posts() -> None:
    """A scheduled post comes out by itself, with no save that could tell of it."""
    if Event.POST_PUBLISHED.value not in site_settings().announces:
        return
    looked: datetime | None = current_app.extensions.get(_LOOKED)
    at = now()
    # Looked at again for a minute: a save that scheduled it may have committed late.
    since = looked - timedelta(minutes=1) if looked else at - LATE
    rows = came_out(since, at, AT_ONCE)
    db.session.rollback()
    for row in rows:
        happening = Happening(Event.POST_PUBLISHED, [row.id], row.published_at)
        name = f"p{row.id}-{int(row.published_at.timestamp())}"
        retrying(partial(_store, name, [happening]))
    current_app.extensions[_LOOKED] = at if len(rows) < AT_ONCE else rows[-1].published_at


def _store(name: str, found: Sequence[Happening]) -> None:
    with one_commit("Made messages for webhooks", record=False):
        made = [
            row
            for hook in open_webhooks()
            for number, happening in enumerate(found)
            if happening.event.value in hook.wanted and _is_news_to(hook, happening)
            for row in _messages(hook, f"{name}.{number}", happening)
        ]
        # All or none of them are there: the first of each happening tells.
        firsts = [row["key"] for row in made if row["payload"]["part"] == 0]
        taken = {key.rpartition(":")[0] for key in taken_keys(firsts)}
        left = [row for row in made if row["key"].rpartition(":")[0] not in taken]
        if left:
            db.session.execute(insert(OutboxMessage), left)


def _is_news_to(hook: Webhook, happening: Happening) -> bool:
    return happening.at >= hook.created_at


def _messages(hook: Webhook, name: str, happening: Happening) -> Iterable[dict[str, Any]]:
    at = now()
    for part, first in enumerate(range(0, len(happening.ids), TOGETHER)):
        yield {
            "kind": WEBHOOK,
            "recipient": (urlsplit(hook.url).hostname or "")[:254],
            "subject": happening.event.words,
            "belongs_to": hook.belongings,
            "key": f"webhook:{hook.id}:{name}:{part}",
            "next_try_at": at,
            "created_at": at,
            "payload": {
                "webhook": hook.id,
                "id": f"msg_{name}.{part}",
                "part": part,
                "event": happening.event.value,
                "ids": list(happening.ids[first : first + TOGETHER]),
                "facts": happening.facts,
                "at": happening.at.isoformat(),
            },
        }
