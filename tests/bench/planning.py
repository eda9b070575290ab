"""The calendar, and the site as it will be: what looking ahead costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.bench.report import Report
from tests.bench.visitor import Visitor, timed


def measure_planning(visitor: Visitor, report: Report, times: int) -> None:
    """The month that has most in it, this one, and the front page of a week ahead."""
    moment = datetime.now(UTC)
    ahead = f"{moment + timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}"
    pages = {
        "calendar, a month": f"/admin/calendar/?month={moment:%Y-%m}",
        "site as of, front page": f"/admin/site/?at={ahead}&path=/",
    }
    for words, path in pages.items():
        report.page(words, timed(lambda path=path: visitor.get(path), times))
