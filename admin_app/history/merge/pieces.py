"""What a merge comes to: pieces that are settled, and pieces that a person has to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Whose work a settled piece is."""

    NEITHER = "neither"
    MINE = "mine"
    THEIRS = "theirs"
    ALIKE = "alike"
    """Both did the same."""
    BOTH = "both"
    """Different words of each, put together."""


@dataclass(frozen=True)
class Settled:
    """A piece that needs no decision."""

    text: str
    side: Side


@dataclass(frozen=True)
class Clash:
    """A piece that both changed, and not alike. `proposal` has the words of both."""

    base: str
    mine: str
    theirs: str
    proposal: str


@dataclass(frozen=True)
class Merged:
    """The pieces of a merged value, in order; `joint` stands between them.

    A piece whose text is None in `resolved` is not there: a paragraph that was taken out.
    """

    pieces: tuple[Settled | Clash, ...]
    joint: str = ""

    @property
    def clashes(self) -> list[Clash]:
        """What a person has to decide, in order."""
        return [piece for piece in self.pieces if isinstance(piece, Clash)]

    def resolved(self, chosen: Mapping[int, str] | None = None) -> str:
        """The whole value: of each clash the text chosen for it, by its number, or the proposal."""
        texts, number = [], 0
        for piece in self.pieces:
            if isinstance(piece, Settled):
                texts.append(piece.text)
                continue
            text = (chosen or {}).get(number, piece.proposal)
            number += 1
            if text or not self.joint:
                texts.append(text)
        return self.joint.join(texts)

    def taken(self, side: Side) -> list[int]:
        """The places, from 1 on, of the pieces that are this side's work."""
        return [
            place
            for place, piece in enumerate(self.pieces, 1)
            if isinstance(piece, Settled) and piece.side is side
        ]
