"""When somebody is told, by clocks that are put forward and back."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from admin_app.readers.digests.rhythm import is_due, last_moment

BERLIN, KATHMANDU = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kathmandu")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("rhythm", "zone", "at", "moment"),
    [
        ("daily", BERLIN, "2026-11-27T07:30", "2026-11-27T07:00"),
        ("daily", BERLIN, "2026-11-27T06:59", "2026-11-26T07:00"),
        ("daily", BERLIN, "2026-07-01T06:30", "2026-07-01T06:00"),
        ("daily", KATHMANDU, "2026-11-27T02:15", "2026-11-27T02:15"),
        ("hourly", BERLIN, "2026-11-27T07:59", "2026-11-27T07:00"),
        ("hourly", KATHMANDU, "2026-11-27T07:14", "2026-11-27T06:15"),
        ("at_once", BERLIN, "2026-11-27T07:59", "2026-11-27T07:58"),
    ],
)
def test_the_last_moment_is_by_the_persons_own_clock(rhythm, zone, at, moment) -> None:
    assert last_moment(rhythm, 8, zone, utc(at)) == utc(moment)


@pytest.mark.parametrize(
    ("hour", "days"),
    [
        (2, ["2026-03-28T01:00", "2026-03-29T01:00", "2026-03-30T00:00"]),  # put forward at 2:00
        (2, ["2026-10-24T00:00", "2026-10-25T00:00", "2026-10-26T01:00"]),  # put back at 3:00
    ],
)
def test_every_day_has_one_moment_also_when_clocks_are_changed(hour: int, days: list[str]) -> None:
    for before, day in pairwise(map(utc, days)):
        assert not is_due("daily", hour, BERLIN, before, day - timedelta(seconds=1))
        assert is_due("daily", hour, BERLIN, before, day)
        assert not is_due("daily", hour, BERLIN, day, day)
