"""What the list of comments can be narrowed by, each from an index."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false

from admin_app.desk.lists import Filter
from admin_app.readers.desk.words import HELD
from admin_app.readers.models import Comment, CommentStatus, HeldFor
from admin_app.readers.queries.queue import of_status
from admin_app.readers.queries.traces import from_network, like, linking_to
from admin_app.web.locale import zone

IN_ORDER: Final = frozenset({"reader", "address", "network", "domain", "like"})
"""Filters that few comments pass: an index of its own finds these, whatever their state."""
ALIKE = "like"


def _id_of(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _under(column: Any, text: str) -> ColumnElement[bool]:
    row_id = _id_of(text)
    condition: ColumnElement[bool] = column == row_id if row_id is not None else false()
    return condition


def _by_reader(email: str) -> ColumnElement[bool]:
    return Comment.author_email.in_({email, email.lower()})


def _like(text: str) -> ColumnElement[bool]:
    row_id = _id_of(text)
    return like(row_id) if row_id is not None else false()


def _held_for(reason: str) -> ColumnElement[bool]:
    """Those that still wait for this reason; what readers report, in every state."""
    if reason == HeldFor.REPORTED:
        return Comment.held_for == reason
    waits = of_status(CommentStatus.PENDING)
    return and_(Comment.held_for == reason, waits) if reason in set(HeldFor) else false()


def _reasons() -> list[tuple[str, str]]:
    return [(one.value, HELD.get(one, one.value.capitalize())) for one in HeldFor]


def _since(text: str) -> ColumnElement[bool]:
    day = _day(text)
    return false() if day is None else Comment.created_at >= _midnight(day)


def _until(text: str) -> ColumnElement[bool]:
    day = _day(text)
    return false() if day is None else Comment.created_at < _midnight(day + timedelta(days=1))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 < day.year < 9000 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), zone()).astimezone(UTC)


FILTERS: Final = (
    Filter("post", "Post", partial(_under, Comment.post_id)),
    Filter("page", "Page", partial(_under, Comment.page_id)),
    Filter("rule", "Rule", partial(_under, Comment.rule_id)),
    Filter(ALIKE, "Text like", _like),
    Filter("reader", "Reader’s email", _by_reader),
    Filter("address", "Network address", lambda text: Comment.author_ip == text),
    Filter("network", "Network", from_network),
    Filter("domain", "Links to the site", linking_to),
    Filter("reason", "Waits because", _held_for, _reasons),
    Filter("from", "Written from", _since),
    Filter("to", "Written until", _until),
)
UNTYPED: Final = frozenset({"post", "page", "rule", ALIKE})
"""Filters that only a link sets: nobody types the number of a post."""
DAYS: Final = frozenset({"from", "to"})


def told(name: str, value: str, title: str) -> str:
    """A filter in force, in words; `title` is that of the post or page, where it is known."""
    if name in ("post", "page"):
        return f"on “{title}”" if title else f"on {name} {value}"
    if name == "reason":
        return f"waiting because: {dict(_reasons()).get(value, value)}"
    return {
        "rule": "caught by rule {}",
        ALIKE: "with a text like that of comment {}",
        "reader": "by {}",
        "address": "from {}",
        "network": "from the network {}",
        "domain": "that link to {}",
        "from": "since {}",
        "to": "until {}",
    }[name].format(value)
