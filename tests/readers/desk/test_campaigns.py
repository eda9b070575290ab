"""What waits, in groups that are decided at once."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.readers.housekeeping import trace_comments
from tests.readers.desk.conftest import Say
from tests.readers.desk.queue import QUEUE, States, act, undo
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

CAMPAIGNS = f"{QUEUE}campaigns/"
LAMPS = "Great post number {}! I found cheap lamps at lights-4-less.shop, recommended by everyone"


def campaign(say: Say, count: int, status: str = "pending") -> list[int]:
    return [
        say(1, status, body=LAMPS.format("abcdefgh"[number] * 4), author_ip=f"203.0.113.{number}")[
            0
        ]
        for number in range(count)
    ]


def heads(html: str) -> list[str]:
    found = re.findall(r"<h2>(.*?)</h2>", html.partition("<main")[2])
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


@pytest.fixture
def look(app: Flask) -> object:
    def traced() -> None:
        with app.app_context():
            trace_comments()

    return traced


def test_the_largest_comes_first_and_says_how_its_like_was_decided(
    app: Flask, moderator: Client, say: Say, look: object
) -> None:
    old = campaign(say, 3)
    act(moderator, "spam", *old)
    campaign(say, 5)
    say(2, body="The ferry was late again today", author_ip="198.51.100.1")
    say(1, body="Alone with my words", author_ip="192.0.2.250")
    look()
    page = moderator.get(CAMPAIGNS)
    assert heads(page.text) == [
        "5 link to lights-4-less.shop · say much the same · come from the network 203.0.113.0/24",
        "2 say much the same · come from 198.51.100.1",
    ]
    assert "Earlier ones: 3 spam." in page.text
    assert "Great post number aaaa!" in page.text


def test_a_group_is_decided_in_one_commit_and_comes_back_with_one_undo(
    app: Flask, moderator: Client, say: Say, states: States, look: object, traffic: Traffic
) -> None:
    ids, others = campaign(say, 6), say(2)
    look()
    page = moderator.get(CAMPAIGNS)
    traffic.clear()
    answer = moderator.send(page, {}, form="/admin/comment/action/", button="action=spam")
    assert answer.status_code == 303
    assert answer.location == CAMPAIGNS
    assert traffic.commits == 1
    assert states(*ids) == ["spam"] * 6
    assert states(*others) == ["pending"] * 2
    assert "Marked 6 comments as spam." in moderator.get(CAMPAIGNS).text
    with app.app_context():
        assert len(db.session.scalars(select(Changeset.id)).all()) == 1
    undo(moderator, app)
    assert states(*ids) == ["pending"] * 6


def test_its_statements_do_not_grow_with_what_waits(
    moderator: Client, say: Say, look: object, traffic: Traffic
) -> None:
    def counted() -> int:
        look()
        traffic.clear()
        moderator.get(CAMPAIGNS)
        return len(traffic.statements)

    def more(count: int) -> None:
        campaign(say, 3)
        say(count, author_ip="198.51.100.2")
        say(count, body="Other words that are long enough", author_ip="198.51.100.3")
        for number in range(count):
            say(1, body=f"{number} {chr(97 + number) * 9}", author_ip=f"192.0.2.{number}")

    more(2)
    more(2)
    few = counted()
    more(20)
    assert counted() == few <= 10


def test_who_does_not_moderate_sees_none_and_nothing_that_waits_is_said(
    app: Flask, moderator: Client, people: dict[str, int]
) -> None:
    assert sign_in(app, "author").get(CAMPAIGNS).status_code == 403
    assert "Nothing that waits belongs together." in moderator.get(CAMPAIGNS).text


def test_foreign_ways_back_are_not_followed(moderator: Client, say: Say, look: object) -> None:
    campaign(say, 2)
    look()
    page = moderator.get(CAMPAIGNS)
    fields = {"url": "https://evil.example/"}
    answer = moderator.send(page, fields, form="/admin/comment/action/", button="action=spam")
    assert answer.location.startswith(QUEUE)
