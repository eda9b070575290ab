"""Which row of a file became which row here: millions of pairs in a few megabytes."""

from __future__ import annotations

from array import array
from bisect import bisect_left


class KnownIds:
    """Pairs of ids, added in the order of the file's ids."""

    def __init__(self) -> None:
        self._theirs = array("q")
        self._ours = array("q")

    def add(self, theirs: int, ours: int) -> bool:
        """Keep a pair; False, and nothing kept, unless `theirs` is above all before it."""
        if self._theirs and theirs <= self._theirs[-1]:
            return False
        self._theirs.append(theirs)
        self._ours.append(ours)
        return True

    def place(self, theirs: int) -> int | None:
        """How many pairs were added before this one; None if it is unknown."""
        # Most files count from 1 without gaps.
        at = theirs - 1
        if not (0 <= at < len(self._theirs) and self._theirs[at] == theirs):
            at = bisect_left(self._theirs, theirs)
            if at == len(self._theirs) or self._theirs[at] != theirs:
                return None
        return at

    def ours(self, place: int) -> int:
        """The id here of the pair at this place."""
        return self._ours[place]

    def __len__(self) -> int:
        return len(self._theirs)
