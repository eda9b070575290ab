"""When a person is to be told: pure, so that clocks can be tried out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from admin_app.people.models import MailRhythm

# Several comments of a minute are one mail, also for those who want them at once.
BREATH = timedelta(minutes=1)


def last_moment(rhythm: str, hour: int, zone: ZoneInfo, at: datetime) -> datetime:
    """The newest moment until `at` at which who has this rhythm is told, in UTC.

    Once a day is at this hour of the zone's own clock; where clocks are put forward over it, as
    much later.
    """
    if rhythm == MailRhythm.AT_ONCE:
        return at - BREATH
    local = at.astimezone(zone)
    if rhythm == MailRhythm.HOURLY:
        return local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    for days in (0, 1):
        day = (local - timedelta(days=days)).date()
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC)
        if moment <= at:
            return moment
    return at - timedelta(days=1)


def is_due(rhythm: str, hour: int, zone: ZoneInfo, told_at: datetime, at: datetime) -> bool:
    """Whether a moment to be told has come since `told_at`."""
    return told_at < last_moment(rhythm, hour, zone, at)
