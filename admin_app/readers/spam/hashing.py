"""The places of features in the model: what is found is hashed, and the hash is cut.

A text has some hundreds of features, and a site that learns anew has a hundred thousand texts. So
all runs of a text are hashed at once: its characters, or its words, are numbers that stand side by
side in one large integer, a lane each, and to multiply and add large integers is quicker by far
than to go from one number to the next. The hash is multiply-shift (Dietzfelbinger, 1996) over
vectors: a sum of products, of which the upper bits count.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from random import Random
from typing import Final
from zlib import crc32

BITS: Final = 18
BUCKETS: Final = 1 << BITS
"""A feature is the hash of what it says, cut to this many: the model has one size for ever."""

NUMBER: Final = 21
"""Bits of a number that is hashed; a character has no more."""
_FACTOR: Final = 40
# Eight products of so many bits fit a lane, so that none reaches into the next one.
_LANE: Final = 64
_UPPER: Final = _FACTOR - BITS
_CUT: Final = struct.pack("<Q", BUCKETS - 1)

# Other factors are other features: a kept model would have to be made anew.
_FACTORS: Final = Random(1)  # noqa: S311 - the same at each start


class Run:
    """Some numbers of a sequence that make one feature: those that stand at these `offsets`."""

    def __init__(self, *offsets: int) -> None:
        self.reach = max(offsets)
        self.factors = {offset: _FACTORS.getrandbits(_FACTOR) | 1 for offset in offsets}


def places(numbers: Sequence[int], runs: Sequence[Run]) -> list[int]:
    """Where in the model the runs of these numbers are; the same may come again."""
    found: list[int] = []
    every = int.from_bytes(struct.pack(f"<{len(numbers)}Q", *numbers), "little")
    # The sequence from its first, second, third number on.
    onwards = [every >> _LANE * at for at in range(1 + max(run.reach for run in runs))]
    for run in runs:
        times = len(numbers) - run.reach
        if times > 0:
            hashed = sum(onwards[at] * by for at, by in run.factors.items())
            cut = hashed >> _UPPER & int.from_bytes(_CUT * times, "little")
            found.extend(struct.unpack(f"<{times}Q", cut.to_bytes(8 * times, "little")))
    return found


def place(words: str) -> int:
    """Where in the model the feature is that says this."""
    return crc32(words.encode("utf-8", "surrogatepass")) & (BUCKETS - 1)


def number(word: str) -> int:
    """A word as a number that can be hashed with others."""
    return crc32(word.encode("utf-8", "surrogatepass")) >> (32 - NUMBER)
