"""What Today tells of comments: how many wait, and how many came in the last 30 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import url_for
from flask_babel import format_date

from admin_app.content.queries.tallies import tally
from admin_app.desk.today import Tile
from admin_app.readers.desk.words import waited
from admin_app.readers.models import CommentStatus
from admin_app.readers.policy import may_moderate
from admin_app.readers.queries.daily import counts_by_day
from admin_app.readers.queries.queue import waiting_since
from admin_app.web.filters import capped
from admin_app.web.locale import zone

DAYS = 30


@dataclass(frozen=True)
class Month:
    """The comments of the last 30 days: (day in words, count) for each, and sums by state."""

    bars: list[tuple[str, int]]
    sums: dict[CommentStatus, int]


def waiting_tile(person: Any) -> list[Tile] | None:
    """How many comments wait, and since when; nothing for who does not decide over them."""
    if not may_moderate(person):
        return None
    count = tally("comment", CommentStatus.PENDING)
    since = waiting_since() if count else None
    note = f"oldest {waited(since)}" if since else "none waits"
    return [Tile("Comments waiting", capped(count), note, url_for("comment.index_view"))]


def month_of_comments(person: Any) -> Month | None:
    """The last 30 days on the person's calendar; nothing for who does not decide over comments."""
    if not may_moderate(person):
        return None
    last = datetime.now(zone()).date()
    days = [last - timedelta(days=back) for back in reversed(range(DAYS))]
    counts = counts_by_day([_midnight(day) for day in [*days, last + timedelta(days=1)]])
    return Month(
        bars=[(_words(day), sum(each.values())) for day, each in zip(days, counts, strict=True)],
        sums={status: sum(each.get(status, 0) for each in counts) for status in CommentStatus},
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), zone()).astimezone(UTC)


def _words(day: date) -> str:
    return str(format_date(day, "d MMM", rebase=False))
