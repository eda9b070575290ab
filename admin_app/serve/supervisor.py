"""One process that answers for the others: starts them, starts them again, ends them."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from admin_app.serve.children import Child
from admin_app.serve.refusal import StartRefused

# Longer than gunicorn's graceful_timeout, so that no answer is cut off that would still have come.
GRACE = 15.0
TICK = 1.0
FIRST_ANSWER = 60.0
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Keeps its children running until it is told to stop."""

    def __init__(self, children: Iterable[Child]) -> None:
        self.children = list(children)
        self._stops = 0
        self._bell = -1

    def run(self, is_up: Callable[[], bool], announce: Callable[[], None]) -> None:
        """Start the children, `announce` once `is_up` says so, and stay until a signal.

        Ends with every child ended. A second Ctrl-C does not wait for running requests. Raises
        `StartRefused` if a child dies twice before anything is up, or nothing is up in a minute.
        """
        with self._listening():
            try:
                for child in self.children:
                    child.start()
                if self._come_up(is_up):
                    announce()
                while not self._stops:
                    self._tend()
                    self._wait(TICK)
            finally:
                self._end()

    def _come_up(self, is_up: Callable[[], bool]) -> bool:
        latest = time.monotonic() + FIRST_ANSWER
        while not self._stops:
            if is_up():
                return True
            self._tend()
            if any(child.deaths > 1 for child in self.children) or time.monotonic() > latest:
                raise StartRefused("Copydesk could not start; what went wrong is said above.")
            self._wait(0.05)
        return False

    def _tend(self) -> None:
        for child in self.children:
            news = child.tend()
            if news and not self._stops:
                print(news, file=sys.stderr, flush=True)

    def _end(self) -> None:
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and self._stops < 2:
            if all(child.ended(time.monotonic()) for child in self.children):
                break
            self._wait(0.1)
        for child in self.children:
            child.end_now()

    def _wait(self, seconds: float) -> None:
        """Sleep, but not through a signal: a child's death rings too."""
        if select.select([self._bell], [], [], seconds)[0]:
            os.read(self._bell, 512)

    @contextmanager
    def _listening(self) -> Iterator[None]:
        self._bell, ringer = os.pipe()
        os.set_blocking(ringer, False)
        before = signal.set_wakeup_fd(ringer, warn_on_full_buffer=False)
        handlers = {number: signal.signal(number, self._stop) for number in STOPPING}
        handlers[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)
            for number, handler in handlers.items():
                signal.signal(number, handler)
            os.close(self._bell)
            os.close(ringer)

    def _stop(self, *_: object) -> None:
        self._stops += 1
