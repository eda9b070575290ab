"""What Today tells of comments."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask

from admin_app.columns import now
from admin_app.readers.desk.today import DAYS
from tests.readers.desk.conftest import NOW, Say
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic


def bars(html: str) -> list[tuple[str, int]]:
    """The figures of the chart, from the table for those who hear the page."""
    table = html[html.index("Comments a day, last 30 days") :]
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td>(\d+)</td></tr>', table)
    return [(day, int(count)) for day, count in rows]


def test_the_tile_says_how_many_wait_and_since_when(moderator: Client, say: Say) -> None:
    assert "none waits" in moderator.get("/admin/").text
    say(3, at=now() - timedelta(hours=3, minutes=10, seconds=20))
    page = moderator.get("/admin/").text
    assert '<span class="big">3</span>' in page
    assert "oldest 3 h 10 min" in page


def test_the_chart_counts_each_day_once(moderator: Client, say: Say) -> None:
    noon = NOW.replace(hour=12, minute=0, second=0)
    say(2, status="approved", at=noon - timedelta(days=1))
    say(3, status="spam", at=noon - timedelta(days=2))
    say(1, at=noon - timedelta(days=2))
    say(5, status="approved", at=noon - timedelta(days=DAYS))  # the day before the first
    counted = [count for _, count in bars(moderator.get("/admin/").text)]
    assert len(counted) == DAYS
    assert counted[-3:-1] == [4, 2]
    assert sum(counted) == 6
    page = moderator.get("/admin/").text
    assert "2 approved · 3 spam caught · 1 still waiting" in page


def test_days_begin_at_the_persons_midnight(app: Flask, people: dict[str, int], say: Say) -> None:
    from admin_app.extensions import db
    from admin_app.people.models import User
    from admin_app.unit_of_work import one_commit

    late = (NOW - timedelta(days=3)).replace(hour=20, minute=0, second=0)
    say(1, status="approved", at=late)
    here = sign_in(app, "moderator")
    before = bars(here.get("/admin/").text)
    with app.app_context(), one_commit("Moved to Tokyo", record=False):
        person = db.session.get(User, people["moderator"])
        assert person
        person.timezone = "Asia/Tokyo"
    there = bars(here.get("/admin/").text)
    day = dict(enumerate(count for _, count in before))
    assert sum(day.values()) == sum(count for _, count in there) == 1
    spoken = next(words for words, count in there if count)
    assert spoken != next(words for words, count in before if count)


def test_who_does_not_moderate_sees_none_of_it(
    app: Flask, people: dict[str, int], say: Say
) -> None:
    say(3)
    page = sign_in(app, "author").get("/admin/").text
    assert "Comments waiting" not in page
    assert "last 30 days" not in page


def test_both_panels_are_two_statements(moderator: Client, say: Say, traffic: Traffic) -> None:
    say(40)
    moderator.get("/admin/")
    traffic.clear()
    moderator.get("/admin/")
    ours = [one for one in traffic.statements if "FROM comment" in one or "JOIN comment" in one]
    assert len(ours) == 2, ours
