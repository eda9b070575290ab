"""The score itself: how much speaks for spam, and which words say so."""

from __future__ import annotations

import math
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from admin_app.readers.spam.features import Features, features_of, hashes_of, read_text
from admin_app.readers.spam.hashing import BUCKETS

THRESHOLD: Final = 0.5
"""From this probability on a comment counts as spam."""
_TELLING: Final = 0.02
_HIDDEN: Final = ("length", "capitals", "exclamation")


@dataclass(frozen=True)
class Reason:
    """A word or a sign, and how much it speaks for spam (over 0) or against it (under 0)."""

    words: str
    weight: float
    is_sign: bool = False


@dataclass
class Model:
    """Weights for hashed features and for signs; made by `training.train`.

    `strength` is the square of how telling a feature is by the counts, by which a text is measured
    to one length; `lessons` is how many decisions it was made of.
    """

    weights: array[float] = field(default_factory=lambda: array("f", bytes(4 * BUCKETS)))
    strength: array[float] = field(default_factory=lambda: array("f", bytes(4 * BUCKETS)))
    signs: dict[str, float] = field(default_factory=dict)
    bias: float = 0.0
    lessons: int = 0

    def probability(self, found: Features) -> float:
        """How likely it is spam, from 0 to 1; 0.5 says nothing either way."""
        return _probability(self.margin(found))

    def margin(self, found: Features) -> float:
        """The same on the scale on which weights add up; 0 says nothing either way."""
        told = sum(map(self.weights.__getitem__, found.hashed))
        length = math.sqrt(sum(map(self.strength.__getitem__, found.hashed))) or 1.0
        return told / length + sum(self.signs.get(sign, 0.0) for sign in found.signs) + self.bias

    def reasons(self, body: str, name: str = "", url: str = "", most: int = 6) -> list[Reason]:
        """The words and signs that made the score, what counts most first.

        A word's weight is that of the features in which it stands; of a pair of words each has
        half.
        """
        found = features_of(body, name, url)
        length = math.sqrt(sum(map(self.strength.__getitem__, found.hashed))) or 1.0
        told = [Reason(word, weight / length) for word, weight in self._by_word(body).items()]
        told += [
            Reason(sign, self.signs[sign], is_sign=True)
            for sign in found.signs
            if sign in self.signs and not sign.startswith(_HIDDEN)
        ]
        telling = (reason for reason in told if abs(reason.weight) >= _TELLING)
        return sorted(telling, key=lambda reason: -abs(reason.weight))[:most]

    def _by_word(self, body: str) -> Mapping[str, float]:
        _, plain = read_text(body)
        weights: dict[str, float] = {}
        for word in dict.fromkeys(plain.split(" ")):
            shown = word.strip(".,;:!?()\"'")[:60]
            if shown:
                own = set(hashes_of(word))
                weight = sum(map(self.weights.__getitem__, own))
                weights[shown] = weights.get(shown, 0.0) + weight
        return weights

    def to_bytes(self) -> bytes:
        """The model's numbers, compressed; `signs` is stored beside it, being readable."""
        return zlib.compress(self.weights.tobytes() + self.strength.tobytes(), 6)

    @classmethod
    def from_bytes(cls, data: bytes, signs: dict[str, float], bias: float, lessons: int) -> Model:
        """The model that `to_bytes` wrote down. Raises `ValueError` for anything else."""
        raw = zlib.decompress(data)
        if len(raw) != 8 * BUCKETS:
            raise ValueError("a model of another size")
        weights, strength = array("f"), array("f")
        weights.frombytes(raw[: 4 * BUCKETS])
        strength.frombytes(raw[4 * BUCKETS :])
        return cls(weights, strength, signs, bias, lessons)


def _probability(margin: float) -> float:
    if margin >= 0:
        return 1 / (1 + math.exp(-min(margin, 700)))
    raised = math.exp(max(margin, -700))
    return raised / (1 + raised)
