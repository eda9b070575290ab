"""Words and spans of time, as the queue and Today say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from flask_babel import format_date, get_locale

from admin_app.columns import now
from admin_app.readers.models import CommentStatus, HeldFor, ReportReason
from admin_app.readers.queries.standing import MOST, Standing
from admin_app.web.filters import ago, long_span
from admin_app.web.locale import zone
from admin_app.web.text import cut_at_word, one_line

LONGEST_REPORT: Final = 300
HELD: dict[HeldFor, str] = {
    HeldFor.NEWCOMER: "No comment of this reader was approved before",
    HeldFor.EVERYONE: "All comments wait",
    HeldFor.SCORE: "Looks like spam",
    HeldFor.RULE: "A rule held it",
    HeldFor.UNCONFIRMED: "Its reader has not confirmed the address yet",
    HeldFor.UNPROVEN: "Its browser did not do the calculation",
    HeldFor.REPORTED: "Readers reported it",
}
"""Why a comment waits."""
NAMED = (CommentStatus.APPROVED, CommentStatus.SPAM, CommentStatus.REMOVED)


def waited(since: datetime) -> str:
    """How long ago that is: “24 min”, “3 h 10 min”, “2 days 4 h”, “40 days”, “12 years”."""
    return _minutes(int(max(now() - since, timedelta()).total_seconds()) // 60)


def span_words(seconds: float) -> str:
    """So many seconds, as `waited` says it; less than a minute as “12 s”."""
    return f"{seconds:.0f} s" if seconds < 60 else _minutes(int(seconds) // 60)


def _minutes(passed: int) -> str:
    hours, minutes = divmod(passed, 60)
    if not hours:
        return f"{minutes} min"
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, rest = divmod(hours, 24)
    words = "1 day" if days == 1 else long_span(days)
    return f"{words} {rest} h" if rest and days < 10 else words


def record_of(standing: Standing, status: str, at: datetime) -> list[str]:
    """What is known of who wrote a comment of this state at this moment, itself left out.

    “3 approved”, “1 removed”, “first seen May 2024”; or “first comment”.
    """
    counts = {each: count - (each == status) for each, count in standing.counts.items()}
    if not any(counts.values()):
        return ["first comment"]
    told = [f"{_counted(counts[each])} {each.value}" for each in NAMED if counts[each]]
    return [*told, f"first seen {_month(min(standing.first_seen, at))}"]


def _counted(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)


def _month(at: datetime) -> str:
    local = at.astimezone(zone())
    return _month_words(local.year, local.month, str(get_locale()))


@lru_cache(maxsize=1_000)
def _month_words(year: int, month: int, locale: str) -> str:
    return str(format_date(date(year, month, 1), "MMM y", rebase=False))


def said_of_report(report: Any) -> str:
    """A reader's report in words: why, when, and what they wrote."""
    words = f": “{cut_at_word(one_line(report.words), LONGEST_REPORT)}”" if report.words else ""
    return f"{ReportReason(report.reason).label}{words}, {ago(report.created_at)}"
