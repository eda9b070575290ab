"""Network addresses become networks: of comments, and in history."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from admin_app.extensions import db
from admin_app.history.models import Change
from admin_app.readers.actions.forget import store_each
from admin_app.readers.models import Comment, Shortened
from admin_app.readers.queries import old
from admin_app.readers.rules import shortened

_COMMENT: Final[Any] = Comment.__table__
_CHANGE: Final[Any] = Change.__table__


def shorten_comments(before: datetime, most: int) -> int:
    """Shorten the addresses of comments from before this, at most so many; how many were.

    No version moves: a form that is open over one of them stays good.
    """
    rows = old.whole_addresses(before, most)
    changed = [
        {"id": row.id, "author_ip": network, "author_network": network}
        for row in rows
        for network in (shortened(row.author_ip),)
    ]
    return store_each(_COMMENT, changed, "author_ip", "author_network")


def shorten_history(before: datetime, most: int) -> int:
    """The same in the next changes of history; how many of them were looked at."""
    rows = [row for row in old.changes_after(old.shortened_upto(), most) if row.at < before]
    if not rows:
        return 0
    whole = [
        row.id
        for row in rows
        if row.entity == Comment.__tablename__ and (row.ip_before or row.ip_after)
    ]
    if whole:
        changed = (
            {"id": row.id, "before": _short(row.before), "after": _short(row.after)}
            for row in old.changes_whole(whole)
        )
        store_each(_CHANGE, changed, "before", "after")
    mark = db.session.get(Shortened, 1) or Shortened(id=1)
    mark.upto = rows[-1].id
    db.session.add(mark)
    db.session.flush()
    return len(rows)


def _short(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if not values or not values.get("author_ip"):
        return values
    return values | {"author_ip": shortened(values["author_ip"])}
