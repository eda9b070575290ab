"""Three sequences side by side: where all agree, and what stands between (diff3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from admin_app.history.merge.aligned import ALONE
from admin_app.history.merge.pieces import Side

T = TypeVar("T")


@dataclass(frozen=True)
class Chunk(Generic[T]):
    """The same stretch of three sequences; `stable` where both sides have it as it was."""

    base: Sequence[T]
    mine: Sequence[T]
    theirs: Sequence[T]
    stable: bool = False

    def settled(self) -> tuple[Sequence[T], Side] | None:
        """What it comes to where at most one side changed it, or both alike; None: it clashes."""
        if self.stable:
            return self.base, Side.NEITHER
        if self.mine == self.theirs:
            return self.mine, Side.ALIKE
        if self.mine == self.base:
            return self.theirs, Side.THEIRS
        return (self.mine, Side.MINE) if self.theirs == self.base else None


def chunks(
    base: Sequence[T],
    mine: Sequence[T],
    theirs: Sequence[T],
    to_mine: Sequence[int],
    to_theirs: Sequence[int],
) -> Iterator[Chunk[T]]:
    """The sequences in stretches, in order; `to_mine` and `to_theirs` as `aligned` says them.

    A stretch ends at each place of the base that both sides still have. Those places are stretches
    of one, whose parts may differ where the alignment pairs what is only similar.
    """
    i, j, k = 0, 0, 0
    for at, (to_j, to_k) in enumerate(zip(to_mine, to_theirs, strict=True)):
        if to_j == ALONE or to_k == ALONE:
            continue
        if at > i or to_j > j or to_k > k:
            yield Chunk(base[i:at], mine[j:to_j], theirs[k:to_k])
        one = slice(at, at + 1)
        kept, left, right = base[one], mine[to_j : to_j + 1], theirs[to_k : to_k + 1]
        yield Chunk(kept, left, right, stable=kept == left == right)
        i, j, k = at + 1, to_j + 1, to_k + 1
    if i < len(base) or j < len(mine) or k < len(theirs):
        yield Chunk(base[i:], mine[j:], theirs[k:])
