"""Making a model of decisions: counts say which features tell anything, a regression weighs them.

Naive Bayes log-count ratios as the scale of a logistic regression (Wang and Manning, “Baselines and
Bigrams”, 2012), trained by dual coordinate ascent (Yu, Huang and Lin, 2011), which needs no rate of
learning and gives the same model for the same lessons in the same order.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from admin_app.readers.spam.features import Features
from admin_app.readers.spam.hashing import BUCKETS
from admin_app.readers.spam.model import Model

MOST_WEIGHED: Final = 10_000
"""So many of the lessons, the last ones given, are weighed by the regression; all are counted."""
_SMOOTHING: Final = 0.5
_TELLING: Final = 0.3
"""A log ratio under this tells nothing: both kinds have the feature about as often."""
_COST: Final = 30.0
_SIGN: Final = 0.2
_BIAS: Final = 0.1
_ROUNDS: Final = 60
_SETTLED: Final = 0.03
"""A share that moves by less than this, of what it may be, has settled; when all have, it ends."""
_RESTING: Final = 0.01
"""Lessons that move by less are passed over until the others have settled: most, soon."""


@dataclass(frozen=True)
class Lesson:
    """A comment that was decided over."""

    found: Features
    is_spam: bool


def train(lessons: Iterable[Lesson]) -> Model:
    """The model of these lessons, oldest first. They are read once; a few thousand are kept.

    With lessons of one kind only, it knows nothing: every probability is 0.5.
    """
    counts = {True: [0] * BUCKETS, False: [0] * BUCKETS}
    numbers = {True: 0, False: 0}
    kept: dict[bool, list[Lesson]] = {True: [], False: []}
    for lesson in lessons:
        numbers[lesson.is_spam] += 1
        count = counts[lesson.is_spam]
        for place in lesson.found.hashed:
            count[place] += 1
        held = kept[lesson.is_spam]
        held.append(lesson)
        if len(held) > MOST_WEIGHED:
            del held[: MOST_WEIGHED // 2]
    model = Model(lessons=sum(numbers.values()))
    if not (numbers[True] and numbers[False]):
        return model
    _measure(model, counts, numbers)
    del counts
    _weigh(model, [*kept[True][-MOST_WEIGHED // 2 :], *kept[False][-MOST_WEIGHED // 2 :]])
    return model


def _measure(model: Model, counts: dict[bool, list[int]], numbers: dict[bool, int]) -> None:
    """How telling each feature is: the mean of its log ratios by comments and by features."""
    a = _SMOOTHING
    spam, ham = counts[True], counts[False]
    all_spam, all_ham = sum(spam) + a * BUCKETS / 4, sum(ham) + a * BUCKETS / 4
    by_comments = math.log((numbers[False] + 2 * a) / (numbers[True] + 2 * a))
    shift = (by_comments + math.log(all_ham / all_spam)) / 2
    for place in range(BUCKETS):
        if spam[place] or ham[place]:
            ratio = math.log((spam[place] + a) / (ham[place] + a)) + shift
            if abs(ratio) >= _TELLING:
                model.strength[place] = ratio * ratio


class _Weighed:
    """A lesson in the regression: what of it tells anything, the length of that, and its share."""

    __slots__ = ("alpha", "cost", "curve", "hashed", "length", "sign", "signs")

    def __init__(self, lesson: Lesson, strength: array[float], cost: float) -> None:
        self.hashed = array("I", [one for one in lesson.found.hashed if strength[one]])
        self.signs = lesson.found.signs
        total = sum(map(strength.__getitem__, self.hashed))
        self.length = math.sqrt(total) or 1.0
        self.curve = (1.0 if total else 0.0) + _SIGN**2 * len(self.signs) + _BIAS
        self.sign = 1.0 if lesson.is_spam else -1.0
        self.cost = cost
        self.alpha = 1e-8  # as good as none, which has no logarithm


def _weigh(model: Model, lessons: Sequence[Lesson]) -> None:
    # Early on a site has decided over much spam and little else, or the other way round: each kind
    # weighs the same, so that the rarer one is not blocked by its rarity.
    spam = sum(lesson.is_spam for lesson in lessons)
    half = _COST * len(lessons) / 2
    costs = {True: half / spam, False: half / (len(lessons) - spam)}
    weighed = [_Weighed(one, model.strength, costs[one.is_spam]) for one in lessons]
    _settle(model, weighed)


def _settle(model: Model, weighed: list[_Weighed]) -> None:
    """Weigh the lessons in turn, until none moves much; those that hardly move rest meanwhile."""
    order = Random(1)  # noqa: S311 - the same order each time, so the same model
    awake = weighed
    for _ in range(_ROUNDS):
        awake = list(awake)
        order.shuffle(awake)
        moves = [_step(model, one) for one in awake]
        if max(moves) >= _SETTLED:
            awake = [one for one, by in zip(awake, moves, strict=True) if by >= _RESTING]
        elif len(awake) == len(weighed):
            break
        else:
            awake = weighed


def _step(model: Model, one: _Weighed) -> float:
    """Solve for this lesson's share alone, by Newton's method; how far it moved, of its cost."""
    told = sum(map(model.weights.__getitem__, one.hashed)) / one.length
    told += sum(model.signs.get(sign, 0.0) for sign in one.signs) + model.bias
    slope = one.sign * told
    before = one.alpha
    share = before
    for _ in range(20):
        rest = one.cost - share
        gradient = one.curve * (share - before) + slope + math.log(share / rest)
        bend = one.curve + one.cost / (share * rest)
        step = gradient / bend
        share = _between(share, share - step, one.cost)
        if abs(step) < 1e-4 * max(share, 1e-6):
            break
    one.alpha = share
    _move(model, one, (share - before) * one.sign)
    return abs(share - before) / one.cost


def _between(now: float, wanted: float, most: float) -> float:
    """The wanted share; half or a tenth of the way there, where it lies outside of what may be."""
    if wanted <= 0:
        wanted = now / 10
    elif wanted >= most:
        wanted = (now + most) / 2
    return min(max(wanted, 1e-10), most - 1e-10)


def _move(model: Model, one: _Weighed, by: float) -> None:
    weights, strength = model.weights, model.strength
    each = by / one.length
    for place in one.hashed:
        weights[place] += each * strength[place]
    for sign in one.signs:
        model.signs[sign] = model.signs.get(sign, 0.0) + by * _SIGN**2
    model.bias += by * _BIAS
