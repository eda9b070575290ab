"""A bound on the work that something may take, for what the checklist gives a hard limit.

How fast the product is, the benchmarks say. A test may only say that hostile input is not answered
with ten times the work; and it counts this thread's own processor time, which a busy machine does
not stretch. Keep the bound at five times what is measured, or more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def processor_time_below(seconds: float) -> Iterator[None]:
    """The block takes less processor time than this, on the thread that runs it."""
    started = time.thread_time()
    yield
    spent = time.thread_time() - started
    assert spent < seconds, f"{spent:.3f} s of processor time, {seconds} s allowed"
