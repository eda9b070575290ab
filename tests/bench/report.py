"""What was measured, as a table: each figure beside what it is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench.media import Cost

if TYPE_CHECKING:
    from tests.bench.databases import Loaded
    from tests.bench.visitor import Times

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


class Report:
    """Collects the figures of one database."""

    def __init__(self, database: str, posts: int, comments: int) -> None:
        self.title = f"{database}: {posts:,} posts, {comments:,} comments"
        self.floor_list: Times | None = None
        self.floor_save: Times | None = None
        self.rate = 0.0
        self.worker_mib = 0.0
        self.assets = 0
        self.upload = Cost(0.0, 0)
        self.counts: dict[str, tuple[int, int]] = {}
        self._rows: list[tuple[str, Times]] = []
        self._loading = ""

    def loading(self, loaded: Loaded) -> None:
        """What filling the database took, in this run or in the one that made it."""
        took = loaded.loading
        self._loading = f"loading: {took.seconds:.0f} s, {took.peak_mib:.0f} MiB"

    def page(self, words: str, times: Times) -> None:
        """A page that is read."""
        self._rows.append((words, times))

    save = page

    def show(self) -> None:
        """Print it."""
        print(f"\n## {self.title}\n\n{self._loading} (held to 300 s and 400 MiB)\n")
        print("| | p50 ms | p95 ms | × floor | held to | statements | commits | bytes |")
        print("|---|---|---|---|---|---|---|---|")
        for words, times in (("floor: list", self.floor_list), ("floor: save", self.floor_save)):
            if times:
                print(f"| {words} | {times.at(0.5):.1f} | {times.at(0.95):.1f} | 1 | | 1 | | |")
        for words, times in self._rows:
            print(self._line(words, times))
        print(
            f"\nlist with 8 clients: {self.rate:.0f} requests/s (held to 300) · "
            f"largest worker: {self.worker_mib:.0f} MiB (110) · "
            f"scripts and styles of a list: {self.assets / 1000:.1f} kB (90) · "
            f"upload of 12 megapixels: {self.upload.seconds:.2f} s (2.5), "
            f"{self.upload.mebibytes} MiB (250)"
        )

    def _line(self, words: str, times: Times) -> str:
        floor = self.floor_list.at(0.5) if self.floor_list else 1.0
        statements, commits = self.counts.get(words, ("", ""))
        return (
            f"| {words} | {times.at(0.5):.1f} | {times.at(0.95):.1f} | {times.at(0.5) / floor:.1f} "
            f"| {TARGETS.get(words, '')} | {statements} | {commits} | {times.size or ''} |"
        )
