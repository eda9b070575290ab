"""The worker: looks once a second, delivers what is due, does the chores, ends when told."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from flask import Flask
from sqlalchemy.exc import DBAPIError

from admin_app.errors import SiteBusy
from admin_app.extensions import db
from admin_app.outbox.delivery import deliver_due, why_mail_waits
from admin_app.outbox.registry import chores

POLL = 1.0
# After a database that cannot be reached: no hurry, and no line in the log each second.
LONGEST_REST = 10.0
_TROUBLE = (DBAPIError, SiteBusy)


class Worker:
    """One process's share of the outbox. Any number may run, here and on other machines."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopping = False
        # A pipe, not an Event: a signal may come while the main thread holds the Event's own lock.
        self._hears, self._rings = os.pipe()
        self._rest = POLL
        self._next_run: dict[str, float] = {}

    def run(self) -> None:
        """Until SIGTERM or SIGINT; a delivery that is under way is finished and recorded."""
        self._say_if_mail_waits()
        with self._listening():
            while not self._stopping:
                if not self.round():
                    select.select([self._hears], [], [], self._rest)

    def round(self) -> bool:
        """One look: chores, then what is due. Whether there may be more at once."""
        with self._app.app_context():
            try:
                self._do_chores()
                busy = deliver_due(stopping=lambda: self._stopping) > 0
                self._rest = POLL
            except _TROUBLE as error:
                busy = False
                self._wait_for_database(error)
        return busy

    def stop(self) -> None:
        """Ends the run after what is under way."""
        self._stopping = True
        os.write(self._rings, b".")

    def _do_chores(self) -> None:
        for chore in chores():
            if self._stopping or time.monotonic() < self._next_run.get(chore.name, 0.0):
                continue
            self._next_run[chore.name] = time.monotonic() + chore.every
            try:
                chore.run()
            except _TROUBLE:
                raise
            except Exception as error:
                self._app.logger.error("outbox: %s failed", chore.name, exc_info=error)
            finally:
                db.session.rollback()

    def _wait_for_database(self, error: Exception) -> None:
        if self._rest == POLL:
            self._app.logger.warning(
                "outbox: the database does not answer; trying again (%s)", type(error).__name__
            )
        self._rest = min(self._rest * 2, LONGEST_REST)
        db.session.remove()
        db.engine.dispose()

    def _say_if_mail_waits(self) -> None:
        with self._app.app_context():
            why = why_mail_waits()
        if why:
            self._app.logger.info("outbox: mail waits in the outbox. %s", why)

    @contextmanager
    def _listening(self) -> Iterator[None]:
        def told(_number: int, _frame: FrameType | None) -> None:
            self.stop()

        before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
