"""When only the moment was wrong: run the work again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from admin_app.database import is_locked
from admin_app.errors import SiteBusy
from admin_app.extensions import db

T = TypeVar("T")

ATTEMPTS = 5
# Seconds after which nothing is tried again: a lock that is held for so long (SQLite waits 20 s
# for it) would keep its visitor through five such waits, and a thread of ours with them.
PATIENCE = 15.0
# serialization failure, deadlock, unique violation (two people created the same tag at once: the
# second try finds it)
PASSING = {"40001", "40P01", "23505"}


def retrying(work: Callable[[], T], *, between: Callable[[], None] = lambda: None) -> T:
    """What `work` returns, run up to five times while it fails for a reason that passes.

    `work` must read its input anew each time. Raises `SiteBusy` if the last try fails so too, and
    the failure itself where a lock was held for too long.
    """
    began = time.monotonic()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except Exception as error:
            db.session.rollback()
            if not is_passing(error):
                raise
            if _held_too_long(error, began):
                raise
            if attempt == ATTEMPTS:
                raise SiteBusy from error
        time.sleep(random.uniform(0.2, 1.0) * 0.01 * 2**attempt)  # noqa: S311 - jitter only
        between()
    raise AssertionError("unreachable")


def reading(work: Callable[[], T], *, between: Callable[[], None] = lambda: None) -> T:
    """What `work` returns, which only reads; run once more if its connection was found dead.

    A server that is restarted takes the kept connections along, some of them unnoticed.
    """
    try:
        return work()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        db.session.rollback()
    between()
    return work()


def _held_too_long(error: Exception, began: float) -> bool:
    late = time.monotonic() - began > PATIENCE
    return late and isinstance(error, DBAPIError) and is_locked(error)


def is_passing(error: BaseException) -> bool:
    """Whether trying again may succeed: others wrote the same rows at the same moment."""
    if isinstance(error, StaleDataError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if getattr(error.orig, "sqlstate", None) in PASSING:
        return True
    if isinstance(error, OperationalError):
        return is_locked(error)
    return isinstance(error, IntegrityError) and "UNIQUE constraint failed" in str(error.orig)
