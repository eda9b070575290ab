"""Ids kept as ranges: two million of them in a row are two numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator


class IdRanges:
    """Ranges of ids, first and last included, rising."""

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self._ranges: list[tuple[int, int]] = []
        for first, last in sorted(ranges):
            self._append(first, last)

    def add(self, ids: Iterable[int]) -> None:
        """Add ids, none of which is below one that is there."""
        for number in ids:
            self._append(number, number)

    def _append(self, first: int, last: int) -> None:
        if self._ranges and first == self._ranges[-1][1] + 1:
            first, _ = self._ranges.pop()
        self._ranges.append((first, last))

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._ranges, (number, 2**63)) - 1
        return at >= 0 and self._ranges[at][0] <= number <= self._ranges[at][1]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self._ranges)

    def __bool__(self) -> bool:
        return bool(self._ranges)
