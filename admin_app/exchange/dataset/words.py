"""English-looking text from a seed: a few hundred real words, and a long tail of invented names."""

from __future__ import annotations

from itertools import accumulate
from random import Random
from typing import Final

_COMMON: Final = """
the of and to in a is that it was for on as with by at from they be this are or had not but what
all were when we there can an your which their said if do will each about how up out them then she
many some so these would other into has more her two like him see time could no make than first
been its who now people my made over did down only way find use may water long little very after
words called just where most know
"""
_NEWS: Final = """
council harbour market bridge school library budget vote mayor river tram station bakery festival
museum garden orchestra theatre hospital ferry lighthouse fishing season winter summer storm flood
repair street square park bench bicycle lane traffic noise permit builder architect tenant rent
housing tower chapel archive letter reader editor printer paper photograph interview witness court
judge verdict appeal strike union worker factory mill weaver potter carpenter apprentice teacher
pupil choir rehearsal premiere ticket audience applause critic novel poem translation dictionary
language dialect recipe bread cheese olive orchard harvest vineyard cellar kitchen table chair
window roof chimney stone timber brick copper iron glass paint brush canvas sculpture exhibition
collection donation volunteer neighbour village valley hill forest path spring stream lake island
coast tide wave sail anchor rope net catch price cost tax grant loan bank ledger account auction
merchant cargo warehouse crane dock ship captain crew map compass chart weather forecast rain wind
frost snow heat drought election candidate campaign debate promise report survey figure average
rise fall change plan project delay opening ceremony speech minute question answer reason result
doctor nurse clinic medicine vaccine patient research laboratory sample method experiment theory
star planet telescope satellite signal battery engine wheel brake rail tunnel platform timetable
"""
_ONSETS: Final = "b br c ch d dr f g gr h k l m n p pr r s st t th tr v w"
_MIDDLES: Final = "a ai e ea i o oa u al an ar el en er il in or un"
_ENDINGS: Final = "bury by combe dale den don ford ham holm hurst ley mere ness ton wick worth"
_NAMES: Final = 10_000


class Prose:
    """Sentences, titles and names, the same for the same seed."""

    def __init__(self, random: Random) -> None:
        self._random = random
        names = {_invented(random) for _ in range(_NAMES)}
        # A set of text has another order in each run of Python; sorted, then mixed by the seed.
        invented = sorted(names)
        random.shuffle(invented)
        self._words = [*_COMMON.split(), *_NEWS.split(), *invented]
        # Zipf: the word of rank r stands 1/r as often, so that a search meets common and rare.
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))
        self._places = invented[:2000]
        self._nouns = [*_NEWS.split(), *self._places]

    def words(self, count: int) -> list[str]:
        return self._random.choices(self._words, cum_weights=self._weights, k=count)

    def sentence(self, shortest: int, longest: int) -> str:
        text = " ".join(self.words(self._random.randint(shortest, longest)))
        return f"{text[0].upper()}{text[1:]}."

    def paragraph(self, sentences: int, shortest: int = 6, longest: int = 16) -> str:
        return " ".join(self.sentence(shortest, longest) for _ in range(sentences))

    def title(self) -> str:
        text = " ".join(self.words(self._random.randint(4, 9)))
        return text[0].upper() + text[1:]

    def noun(self, number: int) -> str:
        """The same noun for the same number; numbers beyond the nouns come round again."""
        return self._nouns[number % len(self._nouns)]

    def person(self) -> str:
        first, last = self._random.choices(self._places, k=2)
        return f"{first.title()} {last.title()}"


def _invented(random: Random) -> str:
    syllables = random.choice((1, 2, 2, 2))
    starts = (
        random.choice(_ONSETS.split()) + random.choice(_MIDDLES.split()) for _ in range(syllables)
    )
    return "".join(starts) + random.choice(_ENDINGS.split())
