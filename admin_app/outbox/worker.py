"""The worker: looks once a second, delivers what is due, does the chores, ends when told.

Mail and chores go in the main thread and jobs in another: a letter does not wait for an import.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from types import FrameType

from flask import Flask
from sqlalchemy.exc import DBAPIError

from admin_app.errors import SiteBusy
from admin_app.extensions import db
from admin_app.outbox.delivery import deliver_due, why_mail_waits
from admin_app.outbox.leases import LEASE, hand_back, renew
from admin_app.outbox.registry import chores
from admin_app.unit_of_work import retrying

POLL = 1.0
# After a database that cannot be reached: no hurry, and no line in the log each second.
LONGEST_REST = 10.0
# How long a job may go on after SIGTERM; the supervisor kills after 15 s.
JOB_GRACE = 8.0
_TROUBLE = (DBAPIError, SiteBusy)


class Worker:
    """One process's share of the outbox. Any number may run, here and on other machines."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopping = False
        # A pipe, not an Event: a signal may come while the main thread holds the Event's own lock.
        self._hears, self._rings = os.pipe()
        self._next_run: dict[str, float] = {}
        self._jobs_held: set[int] = set()
        self._renewed = time.monotonic()
        self.mail = Looks(app, self._mail_and_chores)
        self.jobs = Looks(app, self._one_job)

    def run(self) -> None:
        """Until SIGTERM or SIGINT. A letter that is under way is finished and recorded.

        A job is waited for `JOB_GRACE` seconds and then handed back, to be begun again.
        """
        self._say_if_mail_waits()
        with self._listening():
            jobs = Thread(target=self._go_on, args=(self.jobs,), name="jobs", daemon=True)
            jobs.start()
            self._go_on(self.mail)
            jobs.join(JOB_GRACE)
        if held := set(self._jobs_held):
            with self._app.app_context():
                retrying(lambda: hand_back(held))

    def stop(self) -> None:
        """Ends the run after what is under way."""
        self._stopping = True
        os.write(self._rings, b".")

    def _go_on(self, looks: Looks) -> None:
        while not self._stopping:
            if not looks.once():
                select.select([self._hears], [], [], looks.rest)

    def _mail_and_chores(self) -> bool:
        self._do_chores()
        self._hold_jobs()
        return deliver_due(jobs=False, stopping=self._is_stopping) > 0

    def _one_job(self) -> bool:
        # One at a time, so that other workers share in them.
        return deliver_due(1, mail=False, stopping=self._is_stopping, held=self._jobs_held) > 0

    def _is_stopping(self) -> bool:
        return self._stopping

    def _hold_jobs(self) -> None:
        held = set(self._jobs_held)
        if held and time.monotonic() - self._renewed > LEASE.total_seconds() / 4:
            self._renewed = time.monotonic()
            retrying(lambda: renew(held))

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


class Looks:
    """One look after the other, with longer rests (in seconds) while the database is away."""

    def __init__(self, app: Flask, look: Callable[[], bool]) -> None:
        self.rest = POLL
        self._app = app
        self._look = look

    def once(self) -> bool:
        """One look, in an application context of its own; whether there may be more at once."""
        with self._app.app_context():
            try:
                busy = self._look()
            except _TROUBLE as error:
                self._wait_for_database(error)
                return False
        self.rest = POLL
        return busy

    def _wait_for_database(self, error: Exception) -> None:
        if self.rest == POLL:
            self._app.logger.warning(
                "outbox: the database does not answer; trying again (%s)", type(error).__name__
            )
        self.rest = min(self.rest * 2, LONGEST_REST)
        db.session.remove()
        db.engine.dispose()
