"""All runs of a text are hashed at once, to what each would be hashed to alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from admin_app.readers.spam.features import features_of, hashes_of
from admin_app.readers.spam.hashing import BUCKETS, NUMBER, Run, number, place, places

RUNS = [Run(0), Run(0, 3), Run(0, 1, 2, 3, 4, 5, 6, 7)]
LARGEST = (1 << NUMBER) - 1


def alone(numbers: list[int], run: Run) -> list[int]:
    starts = range(len(numbers) - run.reach)
    sums = [sum(numbers[at + off] * by for off, by in run.factors.items()) for at in starts]
    return [one % 2**40 // 2**22 for one in sums]


@given(st.lists(st.integers(0, LARGEST), max_size=60))
def test_many_at_once_are_as_each_alone(numbers: list[int]) -> None:
    assert places(numbers, RUNS) == [one for run in RUNS for one in alone(numbers, run)]


def test_the_largest_numbers_do_not_reach_into_others() -> None:
    numbers = [LARGEST] * 40
    assert places(numbers, RUNS) == [one for run in RUNS for one in alone(numbers, run)]


@given(st.text(max_size=200))
def test_each_feature_has_a_place(text: str) -> None:
    assert all(0 <= one < BUCKETS for one in [*hashes_of(text), place(text)])
    assert 0 <= number(text) <= LARGEST


def test_every_feature_counts_once() -> None:
    hashed = list(features_of("free free free money, free free money").hashed)
    assert len(hashed) == len(set(hashed))


def test_the_places_of_words_are_well_spread() -> None:
    words = [f"word{one}" for one in range(20_000)]
    taken = set(places([number(word) for word in words], RUNS[:1]))
    # Thrown at random, so many fill 3.7 % fewer places than they are.
    assert len(taken) > 0.95 * len(words)
