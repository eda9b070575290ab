"""Which time zone a moment is shown in: the person's own, else the site's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app, g
from flask_babel import get_locale
from flask_login import current_user

KNOWN = frozenset(available_timezones())


@dataclass(frozen=True)
class Clock:
    """How a request tells the time: its zone, its day there, and the CLDR name of its language."""

    zone: ZoneInfo
    today: date
    language: str


def site_timezone(name: Callable[[], str]) -> Callable[[], str]:
    """Register where the site's own time zone is kept (the settings do)."""
    current_app.extensions["site_timezone"] = name
    return name


def person_timezone() -> str:
    """An IANA name: of the person who is signed in, else of the site, else UTC."""
    own = getattr(current_user, "timezone", "") if current_user else ""
    if own in KNOWN:
        return str(own)
    of_site = current_app.extensions.get("site_timezone")
    name = of_site() if of_site else "UTC"
    return name if name in KNOWN else "UTC"


def clock() -> Clock:
    """The clock of this request, asked for once: a list tells fifty moments."""
    kept: Clock | None = g.get("clock")
    if kept is None:
        zone = ZoneInfo(person_timezone())
        kept = g.clock = Clock(zone, datetime.now(zone).date(), str(get_locale() or "en"))
    return kept


@contextmanager
def on_the_clock_of(timezone: str) -> Iterator[None]:
    """Tell the time by this zone (or the site's, for an unknown one), as a mail of the worker's."""
    kept = g.pop("clock", None)
    zone = ZoneInfo(timezone if timezone in KNOWN else person_timezone())
    g.clock = Clock(zone, datetime.now(zone).date(), str(get_locale() or "en"))
    try:
        yield
    finally:
        g.clock = kept
        if kept is None:
            g.pop("clock")


def zone() -> ZoneInfo:
    """The time zone of this request."""
    return clock().zone
