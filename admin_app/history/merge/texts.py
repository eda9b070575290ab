"""Merging texts: by blocks (lines, paragraphs), then by words inside a block that both changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from admin_app.history.merge.aligned import ALONE, aligned
from admin_app.history.merge.chunks import Chunk, chunks
from admin_app.history.merge.pieces import Clash, Merged, Settled, Side

ALIKE = 0.5
"""How much of two blocks has to be the same for one to be a new wording of the other."""
MOST_PAIRS = 900
"""Of blocks to be compared for likeness in one stretch that both changed."""
_WORDS = re.compile(r"\s*[^\W_]+(?:['’_-][^\W_]+)*|\s*[^\w\s]|\s*_+|\s+")


def words(text: str) -> list[str]:
    """The words and marks of a plain text, each with the space before it; joined, the text."""
    return _WORDS.findall(text)


@dataclass(frozen=True)
class Cut:
    """How texts of one kind are taken apart.

    `blocks` cuts a text into what stands on lines of its own; joined with `joint`, they are the
    text. `tokens` cuts a block into the smallest parts; joined, they are the block. `fits` says
    whether a block that was put together of both sides' tokens may stand.
    """

    blocks: Callable[[str], Sequence[str]]
    tokens: Callable[[str], Sequence[str]]
    fits: Callable[[str], bool]
    joint: str = "\n"


LINES = Cut(blocks=lambda text: text.split("\n"), tokens=words, fits=lambda _: True)
"""Plain text."""


def merge_texts(base: str, mine: str, theirs: str, cut: Cut = LINES) -> Merged:
    """What both sides made of `base`, put together.

    Where a side changed nothing, the other's text comes back exactly. Every word that either side
    put in is in a settled piece or in a clash.
    """
    for same, other, text, side in (
        (mine, theirs, mine, Side.ALIKE),
        (mine, base, theirs, Side.THEIRS),
        (theirs, base, mine, Side.MINE),
    ):
        if same == other:
            return Merged((Settled(text, side),))
    parts = [list(cut.blocks(text)) for text in (base, mine, theirs)]
    pieces: list[Settled | Clash] = []
    alignments = aligned(parts[0], parts[1]), aligned(parts[0], parts[2])
    beside = bool(parts[0])  # two first drafts of an empty text are not one text
    for chunk in chunks(parts[0], parts[1], parts[2], *alignments):
        pieces += _pieces(chunk, cut, beside)
    return Merged(tuple(pieces), cut.joint)


def _pieces(chunk: Chunk[str], cut: Cut, beside: bool) -> Iterator[Settled | Clash]:
    """The pieces of a stretch of blocks; where it clashes, its blocks are paired by likeness.

    With `beside`, what both put into one place stays, the one after the other.
    """
    settled = chunk.settled()
    if settled is not None:
        yield from (Settled(block, settled[1]) for block in settled[0])
        return
    if beside and _is_beside(chunk, cut):
        yield from _one_after_the_other(chunk)
        return
    to_mine, to_theirs = (
        reworded(chunk.base, side, cut.tokens) for side in (chunk.mine, chunk.theirs)
    )
    for part in chunks(chunk.base, chunk.mine, chunk.theirs, to_mine, to_theirs):
        settled = part.settled()
        if settled is not None:
            yield from (Settled(block, settled[1]) for block in settled[0])
        elif beside and _is_beside(part, cut):
            yield from _one_after_the_other(part)
        else:
            yield _closer(part, cut)


def _is_beside(chunk: Chunk[str], cut: Cut) -> bool:
    """Whether both put blocks of their own into the same place, none a wording of the other's."""
    if chunk.base or len(chunk.mine) * len(chunk.theirs) > MOST_PAIRS:
        return False
    mine, theirs = ([_bag(cut.tokens(one)) for one in side] for side in (chunk.mine, chunk.theirs))
    return not any(_likeness(one, other) for one in mine for other in theirs)


def _one_after_the_other(chunk: Chunk[str]) -> Iterator[Settled]:
    """Theirs, which was there first, and then mine."""
    yield from (Settled(block, Side.THEIRS) for block in chunk.theirs)
    yield from (Settled(block, Side.MINE) for block in chunk.mine)


def _closer(part: Chunk[str], cut: Cut) -> Settled | Clash:
    """One block that both worked on, by words; a clash where their words meet."""
    base, mine, theirs = (cut.joint.join(blocks) for blocks in (part.base, part.mine, part.theirs))
    beneath = cut.joint.join(text for text in (theirs, mine) if text)
    if not (len(part.base) == len(part.mine) == len(part.theirs) == 1):
        return Clash(base, mine, theirs, beneath)
    tokens = [list(cut.tokens(text)) for text in (base, mine, theirs)]
    alignments = aligned(tokens[0], tokens[1]), aligned(tokens[0], tokens[2])
    together, clean = [], True
    for chunk in chunks(tokens[0], tokens[1], tokens[2], *alignments):
        settled = chunk.settled()
        if settled is None:
            clean = False
            together += [*chunk.theirs, *_after(chunk.theirs, chunk.mine)]
        else:
            together += settled[0]
    text = "".join(together)
    fits = cut.fits(text)
    if clean and fits:
        return Settled(text, Side.BOTH)
    return Clash(base, mine, theirs, text if fits and _is_near(alignments) else beneath)


def _after(theirs: Sequence[str], mine: Sequence[str]) -> Sequence[str]:
    """Mine as it follows theirs: with a space, where two words would run into one."""
    if not theirs or not mine or not theirs[-1][-1:].isalnum() or not mine[0][:1].isalnum():
        return mine
    return [f" {mine[0]}", *mine[1:]]


def _is_near(alignments: tuple[list[int], list[int]]) -> bool:
    """Whether most of the base is still there on both sides, so that their words can be mixed."""
    return all(len(one) - one.count(ALONE) >= ALIKE * len(one) for one in alignments)


def reworded(
    base: Sequence[str], side: Sequence[str], tokens: Callable[[str], Sequence[str]] = words
) -> list[int]:
    """For each block of the base the block of this side that is a new wording of it, or `ALONE`.

    The pairing that has the most words in common; blocks are compared as bags of words.
    """
    partners = [ALONE] * len(base)
    if not base or not side or len(base) * len(side) > MOST_PAIRS:
        return partners
    olds, news = ([_bag(tokens(block)) for block in blocks] for blocks in (base, side))
    likeness = [[_likeness(old, new) for new in news] for old in olds]
    best = [[0.0] * (len(side) + 1) for _ in range(len(base) + 1)]
    for i in range(len(base) - 1, -1, -1):
        for j in range(len(side) - 1, -1, -1):
            pair = likeness[i][j]
            best[i][j] = max(
                best[i + 1][j], best[i][j + 1], pair + best[i + 1][j + 1] if pair else 0
            )
    i = j = 0
    while i < len(base) and j < len(side):
        pair = likeness[i][j]
        if pair and best[i][j] == pair + best[i + 1][j + 1]:
            partners[i] = j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return partners


def _bag(tokens: Sequence[str]) -> Counter[str]:
    return Counter(token.strip() for token in tokens)


def _likeness(old: Counter[str], new: Counter[str]) -> float:
    """From 0 (nothing in common, or too little) to 1."""
    whole = max(old.total(), new.total())
    shared = sum(min(count, new[token]) for token, count in old.items())
    return shared / whole if whole and shared > ALIKE * whole else 0.0
