"""Which parts of one sequence are which parts of another: an exact diff whose work is bounded.

Common beginnings and ends first, then what stands once in each (Cohen's patience diff), then
Myers' greedy algorithm (“An O(ND) Difference Algorithm and Its Variations”, 1986) in the gaps. The
standard library's difflib takes the square of the length where words repeat.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence

ALONE = -1
"""The partner of what has none."""
MOST_STEPS = 600_000
"""About a third of a second; what is not compared by then counts as different."""
MOST_EDITS = 300
"""Of a gap in which nothing stands only once; Myers' algorithm takes the square of them."""


def aligned(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[int]:
    """For each place of `left` the place of its equal in `right`, rising, or `ALONE`."""
    return _Alignment(left, right).partners


class _Alignment:
    def __init__(self, left: Sequence[Hashable], right: Sequence[Hashable]) -> None:
        numbers: dict[Hashable, int] = {}
        self.left = [numbers.setdefault(one, len(numbers)) for one in left]
        self.right = [numbers.setdefault(one, len(numbers)) for one in right]
        self.partners = [ALONE] * len(self.left)
        self.steps = MOST_STEPS
        gaps = [(0, len(self.left), 0, len(self.right))]
        while gaps and self.steps > 0:
            gaps += self._narrow(*gaps.pop())

    def _narrow(self, a: int, a_end: int, b: int, b_end: int) -> list[tuple[int, int, int, int]]:
        """Pair what is sure between these bounds; the gaps that are left."""
        left, right = self.left, self.right
        while a < a_end and b < b_end and left[a] == right[b]:
            self.partners[a] = b
            a, b = a + 1, b + 1
        while a < a_end and b < b_end and left[a_end - 1] == right[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
            self.partners[a_end] = b_end
        self.steps -= (a_end - a) + (b_end - b)
        if a == a_end or b == b_end:
            return []
        anchors = _rising(_once(left, a, a_end, right, b, b_end))
        if not anchors:
            self._pair_by_edits(a, a_end, b, b_end)
            return []
        gaps = []
        for i, j in [*anchors, (a_end, b_end)]:
            gaps.append((a, i, b, j))
            if i < a_end:
                self.partners[i] = j
            a, b = i + 1, j + 1
        return [gap for gap in gaps if gap[0] < gap[1] and gap[2] < gap[3]]

    def _pair_by_edits(self, a: int, a_end: int, b: int, b_end: int) -> None:
        """The longest common subsequence of a gap, unless it is too far from the other's."""
        left, right = self.left, self.right
        n, m = a_end - a, b_end - b
        shared = (Counter(left[a:a_end]) & Counter(right[b:b_end])).total()
        if n + m - 2 * shared > MOST_EDITS:
            return  # so many edits it takes at least
        furthest: dict[int, int] = {1: 0}
        trace: list[dict[int, int]] = []
        for edits in range(min(n + m, MOST_EDITS) + 1):
            trace.append(dict(furthest))
            self.steps -= 3 * edits + 1
            if self.steps < 0:
                return
            for k in range(-edits, edits + 1, 2):
                down = k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])
                x = furthest[k + 1] if down else furthest[k - 1] + 1
                start = x
                while x < n and x - k < m and x >= 0 and left[a + x] == right[b + x - k]:
                    x += 1
                self.steps -= x - start
                furthest[k] = x
                if x >= n and x - k >= m:
                    self._follow_back(trace, a, b, n, m)
                    return

    def _follow_back(self, trace: list[dict[int, int]], a: int, b: int, x: int, y: int) -> None:
        for edits in range(len(trace) - 1, -1, -1):
            furthest, k = trace[edits], x - y
            down = k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])
            before = k + 1 if down else k - 1
            to_x = furthest[before] if edits else 0
            to_y = to_x - before if edits else 0
            while x > to_x and y > to_y:
                x, y = x - 1, y - 1
                self.partners[a + x] = b + y
            x, y = to_x, to_y


def _once(
    left: list[int], a: int, a_end: int, right: list[int], b: int, b_end: int
) -> list[tuple[int, int]]:
    """The places of what stands once on either side, in the order of the left."""
    here, there = Counter(left[a:a_end]), Counter(right[b:b_end])
    places = {right[j]: j for j in range(b, b_end) if there[right[j]] == 1}
    return [
        (i, places[left[i]]) for i in range(a, a_end) if here[left[i]] == 1 and left[i] in places
    ]


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest of these pairs' subsequences that rises on both sides (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    below: list[int] = []
    for index, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        below.append(piles[pile - 1] if pile else ALONE)
        if pile == len(tops):
            tops.append(j)
            piles.append(index)
        else:
            tops[pile], piles[pile] = j, index
    found, at = [], piles[-1] if piles else ALONE
    while at != ALONE:
        found.append(pairs[at])
        at = below[at]
    return found[::-1]
