"""The queue narrowed by what comments are found by, and by when and why they wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from admin_app.columns import now
from admin_app.readers.housekeeping import trace_comments
from tests.readers.desk.conftest import NOW, Say
from tests.readers.desk.queue import QUEUE, States, act, cards
from tests.support.client import Client
from tests.support.traffic import Traffic

SPAM = "Great post! I found cheap lamps at lights-4-less.shop, very recommended by everyone here"
LIKE_IT = "Great post! I found cheap bulbs at www.buy-led.co.uk, very recommended by everyone here"


@pytest.fixture
def traced(app: Flask) -> object:
    """Lets the worker look at what was stored."""

    def look() -> None:
        with app.app_context():
            trace_comments()

    return look


def test_by_network_site_and_text(moderator: Client, say: Say, traced: object) -> None:
    near = say(2, author_ip="203.0.113.4", body="Hello there, dear all") + say(
        1, author_ip="203.0.113.200", status="spam", body="Buy on a.spam.shop"
    )
    far = say(1, author_ip="2001:db8::5", body=SPAM) + say(1, body=LIKE_IT, status="approved")
    traced()
    for query, found in (
        ("?network=203.0.113.0/24&status=all", near),
        ("?network=203.0.113.77", near[:2]),
        ("?network=2001:db8::/64", far[:1]),
        ("?network=nonsense", []),
        ("?domain=spam.shop&status=all", [near[2]]),
        ("?domain=https://A.spam.shop/x&status=spam", [near[2]]),
        ("?domain=lights-4-less.shop", far[:1]),
        ("?domain=..", []),
        (f"?like={far[0]}&status=all", far),
        (f"?like={far[0]}&status=pending", far[:1]),
        ("?like=999999&status=all", []),
        ("?like=x&status=all", []),
    ):
        status = "" if "status=" in query else "&status=pending"
        page = moderator.get(QUEUE + query + status)
        assert sorted(cards(page.text)) == found, query


def test_by_day_and_by_reason(moderator: Client, say: Say) -> None:
    old = say(1, at=NOW - timedelta(days=9), held_for="score")
    new = say(2, at=NOW - timedelta(days=1), held_for="newcomer")
    say(1, status="approved", held_for="newcomer", at=NOW - timedelta(days=1))
    day = (NOW - timedelta(days=5)).date().isoformat()
    assert cards(moderator.get(f"{QUEUE}?status=pending&from={day}").text) == new
    assert cards(moderator.get(f"{QUEUE}?status=pending&to={day}").text) == old
    assert cards(moderator.get(f"{QUEUE}?status=pending&reason=score").text) == old
    assert cards(moderator.get(f"{QUEUE}?status=all&reason=newcomer").text) == new[::-1]
    assert cards(moderator.get(f"{QUEUE}?status=pending&from=2026-13-45").text) == []
    assert cards(moderator.get(f"{QUEUE}?status=pending&reason=nonsense").text) == []
    page = moderator.get(f"{QUEUE}?status=pending&reason=score&to={day}").text
    assert "waiting because: Looks like spam" in page
    assert f"until {day}" in page


def test_a_card_leads_on_to_all_that_share_something_with_it(
    moderator: Client, say: Say, traced: object
) -> None:
    (comment,) = say(1, body=SPAM, author_ip="203.0.113.4")
    page = moderator.get(QUEUE).text
    for address in (
        "?domain=lights-4-less.shop",
        "?address=203.0.113.4",
        "?network=203.0.113.0/24",
        "?post=1",
    ):
        assert f'href="{QUEUE}{address}"' in page
        assert cards(moderator.get(f"{QUEUE}{address}&status=pending").text) in ([comment], [])


def test_a_card_that_knows_more_is_another_one(moderator: Client, say: Say, traced: object) -> None:
    (earlier,) = say(1, body=SPAM)
    say(1, body=LIKE_IT, author_email="one@example.net")
    traced()
    act(moderator, "spam", earlier)
    assert "said before: 1 spam" in moderator.get(QUEUE).text
    assert "first comment" in moderator.get(QUEUE).text
    act(moderator, "approve", earlier)
    assert "said before: 1 approved" in moderator.get(QUEUE).text
    say(1, body="Of quite another kind", author_email="one@example.net", status="approved")
    assert "1 approved · first seen" in moderator.get(QUEUE).text


def test_a_card_says_how_texts_like_it_were_decided(
    moderator: Client, say: Say, traced: object, states: States, traffic: Traffic
) -> None:
    earlier = say(3, body=SPAM)
    act(moderator, "spam", *earlier[:2])
    act(moderator, "approve", earlier[2])
    (comment,) = say(1, body=LIKE_IT)
    say(1, body="Nothing of the kind was ever said here before")
    traced()
    traffic.clear()
    page = moderator.get(QUEUE).text
    few = len(traffic.statements)
    assert page.count("Much the same was said before") == 1
    assert "Much the same was said before: 2 spam, 1 approved" in page
    assert f"?status=all&amp;like={comment}" in page
    assert "Moderator Moor · just now" in page
    say(20, body=SPAM, at=now())
    traced()
    traffic.clear()
    assert moderator.get(QUEUE).text.count("Much the same was said before") == 21
    assert len(traffic.statements) == few <= 7
