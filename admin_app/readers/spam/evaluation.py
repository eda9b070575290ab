"""How good the score is, on comments whose class is known: the figures that the field uses."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from admin_app.errors import Refusal
from admin_app.readers.spam.features import features_of
from admin_app.readers.spam.model import THRESHOLD
from admin_app.readers.spam.training import Lesson, train

SPLIT: Final = 70
"""Percent of the comments, the earliest, that are learnt from; the rest is judged."""
STEPS: Final = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_LONGEST_CELL: Final = 1_000_000


@dataclass(frozen=True)
class Figures:
    """What came out: shares from 0 to 1; `mcc` (Matthews correlation) from -1 to 1.

    `auc` is the area under the ROC curve, None where only one class was judged. `spam_caught` is
    the recall of spam, `ham_blocked` the share of good comments that would be held.
    """

    judged: int
    accuracy: float
    mcc: float
    auc: float | None
    spam_caught: float
    ham_blocked: float


def read_lessons(file: Path) -> list[Lesson]:
    """The comments of a CSV file with the columns CONTENT, CLASS (1 is spam) and perhaps AUTHOR.

    Its order is taken for the order in time. Raises `Refusal` for a file of another kind.
    """
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            return [_lesson(row, number) for number, row in enumerate(csv.DictReader(lines), 2)]
    except csv.Error as error:
        raise Refusal(f"{file.name} is no CSV file: {error}.") from error


def evaluated(lessons: Sequence[Lesson], learnt: int | None = None) -> Figures:
    """The figures for the last 30 % of these, after learning the first `learnt` (all before)."""
    at = len(lessons) * SPLIT // 100
    judged = lessons[at:]
    if not judged:
        raise Refusal("There are too few comments to learn from some and judge the others.")
    model = train(lessons[: at if learnt is None else learnt])
    return figures(
        [lesson.is_spam for lesson in judged],
        [model.probability(lesson.found) for lesson in judged],
    )


def learning_curve(lessons: Sequence[Lesson]) -> list[tuple[int, Figures]]:
    """The same after ever more decisions: how many, and the figures."""
    most = len(lessons) * SPLIT // 100
    return [(step, evaluated(lessons, step)) for step in (*filter(most.__gt__, STEPS), most)]


def figures(is_spam: Sequence[bool], probabilities: Sequence[float]) -> Figures:
    """The figures of these judgements at the threshold from which on a comment is held."""
    pairs = list(zip(is_spam, probabilities, strict=True))
    caught = sum(spam and p >= THRESHOLD for spam, p in pairs)
    blocked = sum(not spam and p >= THRESHOLD for spam, p in pairs)
    bad = sum(is_spam)
    good = len(pairs) - bad
    missed, passed = bad - caught, good - blocked
    spread = (caught + blocked) * (caught + missed) * (passed + blocked) * (passed + missed)
    return Figures(
        judged=len(pairs),
        accuracy=(caught + passed) / len(pairs),
        mcc=(caught * passed - blocked * missed) / math.sqrt(spread) if spread else 0.0,
        auc=_area(pairs) if bad and good else None,
        spam_caught=caught / bad if bad else 0.0,
        ham_blocked=blocked / good if good else 0.0,
    )


def _area(pairs: Sequence[tuple[bool, float]]) -> float:
    """The chance that a spam comment gets more than a good one; equals count half."""
    ordered = sorted(pairs, key=lambda pair: pair[1])
    won, below, at = 0.0, 0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][1] == ordered[at][1]:
            end += 1
        spam = sum(is_spam for is_spam, _ in ordered[at:end])
        good = end - at - spam
        won += spam * (below + good / 2)
        below += good
        at = end
    return won / (below * (len(ordered) - below))


def _lesson(row: dict[str, str | None], number: int) -> Lesson:
    content, kind = row.get("CONTENT"), (row.get("CLASS") or "").strip()
    if content is None or kind not in ("0", "1"):
        raise Refusal(
            f"Line {number} or near it has no CONTENT, or a CLASS other than 0 and 1; the first "
            "line names the columns."
        )
    return Lesson(features_of(content, row.get("AUTHOR") or ""), kind == "1")
