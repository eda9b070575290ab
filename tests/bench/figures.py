"""The log of decisions and its figures, over all the comments that there are."""

from __future__ import annotations

from tests.bench.report import Report
from tests.bench.visitor import Visitor, timed

LOG, FIGURES = "/admin/comment/log/", "/admin/comment/figures/"
PAGES = {
    "decisions, newest": LOG,
    "decisions, of one verdict": f"{LOG}?status=spam",
    "figures, a month": f"{FIGURES}?days=30",
    "figures, ten years": f"{FIGURES}?since=2017-01-01&until=2026-12-30",
}


def measure_figures(visitor: Visitor, report: Report, times: int) -> None:
    """Who decided what, and what it comes to in a month and in ten years."""
    for words, path in PAGES.items():
        report.page(words, timed(lambda path=path: visitor.get(path), times))
