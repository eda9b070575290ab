"""WordPress's moments: `YYYY-MM-DD HH:MM:SS`, once in the site's own time and once in GMT."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from admin_app.columns import EARLIEST, LATEST

# What WordPress writes for “no date yet”: zeros, or what PHP makes of them.
_NONE = re.compile(r"\s*(?:-?0000-.*|-0001-.*|)\s*", re.DOTALL)
_MOMENT = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)\s*", re.ASCII)


def parse(text: str) -> datetime | None:
    """The moment as if it were in UTC, None for “no date”. Raises ValueError."""
    if _NONE.fullmatch(text):
        return None
    found = _MOMENT.fullmatch(text)
    if not found:
        raise ValueError(f"“{text[:40]}” is not a date such as 2026-11-22 09:30:00.")
    try:
        year, month, day, hour, minute, second = map(int, found.groups())
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise ValueError(f"“{text[:40]}” is not a day or a time that exists.") from None
    return _within(moment, text)


def in_utc(gmt: str, local: str, offset: timedelta) -> datetime | None:
    """The moment in UTC: by the GMT field; where it has none, by the site's time and `offset`.

    `offset` is how far the site's clock is ahead of GMT. Raises ValueError.
    """
    if (moment := parse(gmt)) is not None:
        return moment
    moment = parse(local)
    if moment is None:
        return None
    try:
        return _within(moment - offset, local)
    except OverflowError:
        raise ValueError(f"“{local[:40]}” is out of range.") from None


def written(moment: datetime | None) -> str:
    """As WordPress writes it, in GMT and whole seconds; zeros for “no date”."""
    if moment is None:
        return "0000-00-00 00:00:00"
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat(" ")


def _within(moment: datetime, text: str) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError(f"“{text[:40]}” is out of range.")
    return moment
