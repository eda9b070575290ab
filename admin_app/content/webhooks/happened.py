"""What a save has to tell, read from the history that it left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from admin_app.content.models import Event
from admin_app.content.queries.webhooks import changes_of_states, changeset_of, states_of_posts

DECIDED = frozenset({"approved", "spam", "removed"})
PUBLIC = frozenset({"published", "scheduled"})
# Rows that are made with an older moment than this were brought in: they are no news.
NEWS = timedelta(days=1)


@dataclass(frozen=True)
class Happening:
    """One event that happened to these, and what else is to be told of it."""

    event: Event
    ids: Sequence[int]
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)


def happenings(changeset_id: int, since: int, upto: int) -> list[Happening]:
    """What these changes of a save have to tell; nothing where it is gone by now."""
    changeset = changeset_of(changeset_id)
    if changeset is None:
        return []
    rows = list(changes_of_states(changeset_id, since, upto))
    comments = [row for row in rows if row.entity == "comment"]
    posts = [row for row in rows if row.entity == "post"]
    found = _of_comments(comments, changeset.at, changeset.actor_name)
    if published := _published(posts, changeset.at):
        found.append(Happening(Event.POST_PUBLISHED, published, changeset.at))
    return found


def _of_comments(rows: Iterable[Any], at: datetime, by: str) -> list[Happening]:
    held: list[int] = []
    decided: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.verb == "create" and _is_old(row.after_created_at, at):
            continue
        if row.after_status == "pending":
            held.append(row.entity_id)
        elif row.after_status in DECIDED and row.verb == "edit":
            decided[row.after_status].append(row.entity_id)
    found = [Happening(Event.COMMENT_HELD, held, at)] if held else []
    return found + [
        Happening(Event.COMMENT_DECIDED, ids, at, {"status": status, "by": by})
        for status, ids in sorted(decided.items())
    ]


def _published(rows: Sequence[Any], at: datetime) -> list[int]:
    """Those of the posts that readers see by this save, and did not see before it."""
    moved = [row for row in rows if row.after_status or row.after_published_at]
    if not moved:
        return []
    stored = states_of_posts([row.entity_id for row in moved])
    return [row.entity_id for row in moved if _came_out(row, stored.get(row.entity_id), at)]


def _came_out(row: Any, stored: tuple[str, datetime | None] | None, at: datetime) -> bool:
    if stored is None or row.verb not in ("create", "edit"):
        return False
    status, moment = stored
    after_status = row.after_status or status
    after_moment = _moment(row.after_published_at) or moment
    if row.verb == "create":
        return _is_live(after_status, after_moment, at) and not _is_old(row.after_published_at, at)
    before_moment = _moment(row.before_published_at)
    if before_moment is None and row.after_published_at is None:
        before_moment = moment
    was_live = _is_live(row.before_status or status, before_moment, at)
    return not was_live and _is_live(after_status, after_moment, at)


def _is_live(status: str, moment: datetime | None, at: datetime) -> bool:
    return status in PUBLIC and moment is not None and moment <= at


def _is_old(moment: str | None, at: datetime) -> bool:
    found = _moment(moment)
    return found is not None and found < at - NEWS


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
