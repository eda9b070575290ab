"""Several people at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 60
"""Seconds after which those who are not done never will be."""


def at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """What each of these returns, each run in a thread, all let go together.

    Raises what the first one of them raised, in their order, once all have ended.
    """
    start = threading.Barrier(len(works))
    answers: dict[int, T] = {}
    failures: dict[int, BaseException] = {}

    def run(number: int) -> None:
        start.wait(PATIENCE)
        try:
            answers[number] = works[number]()
        except BaseException as error:  # noqa: BLE001 - raised below, where the test sees it
            failures[number] = error

    threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    for number in sorted(failures):
        raise failures[number]
    assert len(answers) == len(works), "some are still not done"
    return [answers[number] for number in range(len(works))]
