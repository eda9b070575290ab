"""Which time zone a moment is shown in: the person's own, else the site's."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app, g
from flask_login import current_user

KNOWN = frozenset(available_timezones())


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


def zone() -> ZoneInfo:
    """The time zone of this request."""
    if "zone" not in g:
        g.zone = ZoneInfo(person_timezone())
    chosen: ZoneInfo = g.zone
    return chosen
