"""A bound on the work that something may take, for what the checklist gives a hard limit.

How fast the product is, the benchmarks say. A test may only say that hostile input is not answered
with ten times the work; and it counts this thread's own processor time, which other programs do not
stretch, by what a plain loop takes on this machine at the same time. Keep the bound at five times
what is measured, or more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

USUAL = 0.006
"""Seconds that the loop takes on the machine for which the bounds are given."""


@contextmanager
def processor_time_below(seconds: float) -> Iterator[None]:
    """The block takes less processor time than this, on the thread that runs it.

    On a machine that is slower just now, as much more as it is slower.
    """
    pace = _pace()
    started = time.thread_time()
    yield
    spent = time.thread_time() - started
    allowed = seconds * max(1.0, pace, _pace())
    assert spent < allowed, f"{spent:.3f} s of processor time, {allowed:.3f} s allowed"


def _pace() -> float:
    started = time.thread_time()
    sum(number * number for number in range(100_000))
    return (time.thread_time() - started) / USUAL
