"""The moment at which the readers' site is read: now, but for who looks ahead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from admin_app.columns import now

_ahead: ContextVar[datetime | None] = ContextVar("reading_moment", default=None)


def reading_moment() -> datetime:
    """What is live at this moment is what these queries find."""
    return _ahead.get() or now()


@contextmanager
def read_at(moment: datetime) -> Iterator[None]:
    """Within the block, the site is read as it will be at this moment."""
    token = _ahead.set(moment)
    try:
        yield
    finally:
        _ahead.reset(token)
