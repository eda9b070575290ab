"""What was measured, as a table: each figure beside what it is held against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench.media import Cost
from tests.bench.visitor import Times

if TYPE_CHECKING:
    from tests.bench.databases import Loaded

# On PostgreSQL. As milliseconds, or as a multiple of the floor's list.
TARGETS = {
    "post list, page 1": "5 × floor",
    "post list, page 5000": "1.3 × page 1",
    "drafts": "5 × floor",
    "search, common word": "30 ms",
    "search, absent word": "30 ms",
    "pending comments": "6 × floor",
    "edit form": "8 ms",
    "ready to type, in Chromium": "400 ms",
    "save": "12 ms",
    "suggest tags": "8 ms",
    "save with 3 new tags and a redirect": "15 ms",
    "autosave": "6 ms",
    "who is here": "2 ms",
    "timeline, 200 revisions": "15 ms",
    "compare, 200 revisions": "15 ms",
    "timeline, 5,000 revisions": "100 ms",
    "compare, 5,000 revisions": "100 ms",
    "merge of 10,000 words": "150 ms",
    "approve 100": "25 ms",
    "queue in a flood": "6 × floor",
    "decisions, newest": "50 ms",
    "decisions, of one verdict": "50 ms",
    "figures, a month": "50 ms",
    "figures, ten years": "50 ms",
    "campaigns, 5,000 waiting": "100 ms",
    "decide over one": "10 ms",
    "claim a card": "10 ms",
    "decide over 10,000 that match": "2000 ms",
    "trash 100": "30 ms",
    "bulk edit of 500": "150 ms",
    "calendar, a month": "30 ms",
    "site as of, front page": "30 ms",
}


@dataclass(frozen=True)
class _Row:
    """A line: its times, and the middle of the floor's list at the same time, in milliseconds."""

    words: str
    times: Times
    floor: float


class Report:
    """Collects the figures of one database."""

    def __init__(self, database: str, posts: int, comments: int) -> None:
        self.title = f"{database}: {posts:,} posts, {comments:,} comments"
        self.rate = 0.0
        self.worker_mib = 0.0
        self.assets = 0
        self.upload = Cost(0.0, 0)
        self.counts: dict[str, tuple[int, int]] = {}
        self._floor: Callable[[], Times] | None = None
        self._floors: list[Times] = []
        self._rows: list[_Row] = []
        self._loading = ""

    def loading(self, loaded: Loaded) -> None:
        """What filling the database took, in this run or in the one that made it."""
        took = loaded.loading
        self._loading = f"loading: {took.seconds:.0f} s, {took.peak_mib:.0f} MiB"

    def start(self, floor: Callable[[], Times], save: Times) -> None:
        """What is measured from now on stands beside `floor`, which is timed with each line."""
        self._floor, self._floors = floor, [floor()]
        self._rows.append(_Row("floor: save", save, self._floors[0].at(0.5)))

    def page(self, words: str, times: Times) -> None:
        """A page that was read just now."""
        if self._floor is None:
            raise RuntimeError("Nothing is measured without a floor.")
        self._floors.append(self._floor())
        before, after = (one.at(0.5) for one in self._floors[-2:])
        self._rows.append(_Row(words, times, (before + after) / 2))

    save = page

    def show(self) -> None:
        """Print it."""
        print(f"\n## {self.title}\n\n{self._loading} (held to 300 s and 400 MiB)\n")
        print("| | p50 ms | p95 ms | × floor | held to | statements | commits | bytes |")
        print("|---|---|---|---|---|---|---|---|")
        each = Times(sorted(one for times in self._floors for one in times.milliseconds))
        for row in (_Row("floor: list", each, each.at(0.5)), *self._rows):
            print(self._line(row))
        print(
            f"\nlist with 8 clients: {self.rate:.0f} requests/s (held to 300) · "
            f"largest worker: {self.worker_mib:.0f} MiB (110) · "
            f"scripts and styles of a list: {self.assets / 1000:.1f} kB (90) · "
            f"upload of 12 megapixels: {self.upload.seconds:.2f} s (2.5), "
            f"{self.upload.mebibytes} MiB (250)"
        )

    def _line(self, row: _Row) -> str:
        words, times = row.words, row.times
        statements, commits = self.counts.get(words, ("", ""))
        return (
            f"| {words} | {times.at(0.5):.1f} | {times.at(0.95):.1f} "
            f"| {times.at(0.5) / row.floor:.1f} | {TARGETS.get(words, '')} "
            f"| {statements} | {commits} | {times.size or ''} |"
        )
