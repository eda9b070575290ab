"""Merging what has no parts: a title, a state, a moment; and sets of names."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from admin_app.history.merge.pieces import Clash, Merged, Settled, Side
from admin_app.history.merge.texts import LINES, merge_texts


def merge_values(base: str, mine: str, theirs: str, *, words: bool = False) -> Merged:
    """One value of the two; a clash where both changed it and not alike.

    With `words`, it is a text whose two wordings can be put together as a proposal.
    """
    if mine == theirs:
        return Merged((Settled(mine, Side.ALIKE),))
    if mine == base:
        return Merged((Settled(theirs, Side.THEIRS),))
    if theirs == base:
        return Merged((Settled(mine, Side.MINE),))
    return Merged((Clash(base, mine, theirs, _proposal(base, mine, theirs) if words else mine),))


def _proposal(base: str, mine: str, theirs: str) -> str:
    merged = merge_texts(base, mine, theirs, LINES)
    return " ".join(merged.resolved().split("\n"))


def merge_names(
    base: Iterable[str],
    mine: Iterable[str],
    theirs: Iterable[str],
    key: Callable[[str], str] = str.casefold,
) -> list[str]:
    """The names that both would have: what either added is in, what either took away is out.

    Mine first, in their order. Names with one `key` are one name; they never clash.
    """
    was, here, there = ({key(name): name for name in names} for names in (base, mine, theirs))
    kept = {name: word for name, word in here.items() if name in there or name not in was}
    kept |= {name: word for name, word in there.items() if name not in here and name not in was}
    return list(kept.values())
