"""Which block of a text a note is on, also after blocks were moved, added and rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol, TypeVar

from admin_app.content.markup.plain import plain_text

QUOTED: Final = 160
"""Characters of a block by which it is found again. js/edit/notes.js cuts as many."""
# A block that was rewritten is looked for so far from where it stood.
_NEAR: Final = 20
# So much of the words must be left of it.
_ALIKE: Final = 0.5


class Anchored(Protocol):
    """What stands on a block, or on the whole text where `block` is None."""

    @property
    def block(self) -> int | None: ...

    @property
    def quote(self) -> str: ...


On = TypeVar("On", bound=Anchored)


def quote_of(block: str) -> str:
    """How the block begins, in plain words; "" for one without words."""
    return plain_text(block[: QUOTED * 20])[:QUOTED].strip()


def placed(notes: Iterable[On], blocks: Sequence[str]) -> tuple[dict[int, list[On]], list[On]]:
    """The notes by the number of their block, and those whose block is gone.

    A note on the whole text is among neither's blocks: it comes under -1. A block counts as the
    same where it begins as quoted, the nearest first; else the nearest that shares half its words.
    """
    quotes = [quote_of(block) for block in blocks]
    found: dict[int, list[On]] = {}
    lost: list[On] = []
    for note in notes:
        at = -1 if note.block is None else _place(note.block, note.quote, quotes)
        if at is None:
            lost.append(note)
        else:
            found.setdefault(at, []).append(note)
    return found, lost


def _place(block: int, quote: str, quotes: Sequence[str]) -> int | None:
    if block < len(quotes) and quotes[block] == quote:
        return block
    if not quote:
        return None
    same = [at for at, one in enumerate(quotes) if one == quote]
    if same:
        return min(same, key=lambda at: abs(at - block))
    near = range(max(0, block - _NEAR), min(len(quotes), block + _NEAR + 1))
    words = set(quote.split())
    alike = {at: _shared(words, set(quotes[at].split())) for at in near}
    best = max(alike, key=lambda at: (alike[at], -abs(at - block)), default=None)
    return best if best is not None and alike[best] >= _ALIKE else None


def _shared(these: set[str], those: set[str]) -> float:
    return len(these & those) / max(len(these | those), 1)
