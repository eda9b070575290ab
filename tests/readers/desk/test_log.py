"""The log says who decided what, when and why, and what became of it; and the figures of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import insert, select

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.readers.actions.appeal import decide_appeal
from admin_app.readers.models import Appeal, Decision, Outcome, Rule
from admin_app.unit_of_work import one_commit
from tests.readers.desk.conftest import Say
from tests.readers.desk.queue import act, undo
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

LOG = "/admin/comment/log/"
FIGURES = "/admin/comment/figures/"

Lines = Callable[..., list[str]]


@pytest.fixture
def lines(moderator: Client) -> Lines:
    """`lines("?status=spam")` reads the log: each line's words, spaces between."""

    def read(query: str = "") -> list[str]:
        page = lxml.html.document_fromstring(moderator.get(LOG + query).text)
        return [" ".join(row.text_content().split()) for row in page.xpath("//tbody/tr")]

    return read


def test_a_decision_stands_in_the_log_with_who_when_and_why(
    moderator: Client, say: Say, lines: Lines
) -> None:
    (one,) = say(1, spam_score=0.93)
    act(moderator, "spam", one)
    (line,) = lines()
    for words in ("Words of reader 0.", "Reader 0", "Spam", "Moderator Moor", "score 93%", "3 h"):
        assert words in line
    assert f"/admin/comment/edit/?id={one}" in moderator.get(LOG).text


def test_what_was_taken_back_and_what_was_overturned_is_said(
    app: Flask, moderator: Client, editor: Client, say: Say, lines: Lines
) -> None:
    first, second = say(2)
    act(moderator, "spam", first)
    undo(moderator, app)
    act(moderator, "remove", second)
    act(editor, "approve", second)
    told = lines()
    assert "Taken back by Moderator Moor" in told[2]
    assert "Overturned by Editor Moor" in told[1]
    assert [len(lines(f"?status={tab}")) for tab in ("overturned", "undone", "spam")] == [1, 1, 1]


def test_an_appeal_that_overturned_it_is_named(
    app: Flask, people: dict[str, int], moderator: Client, say: Say, lines: Lines
) -> None:
    (one,) = say(1)
    act(moderator, "remove", one)
    with app.app_context():
        with one_commit("Appealed"):
            row = Appeal(
                comment_id=one,
                text="Why?",
                against_id=people["moderator"],
                against_status="removed",
            )
            db.session.add(row)
            db.session.flush()
        with one_commit("Granted"):
            decide_appeal(db.session.get(User, people["editor"]), row.id, Outcome.GRANTED, "")
    assert "Overturned by Editor Moor on the reader's appeal" in lines()[1]


def test_the_log_is_narrowed_by_who_rule_post_day_and_words(
    app: Flask, people: dict[str, int], moderator: Client, editor: Client, say: Say, lines: Lines
) -> None:
    first, second = say(2)
    say(1, status="spam", held_for="rule", rule_id=77, body="Buy a boat")
    act(moderator, "spam", first)
    act(editor, "approve", second)
    today, tomorrow = (f"{now() + timedelta(days=n):%Y-%m-%d}" for n in (-1, 1))
    for query, count in {
        f"moderator={people['editor']}": 1,
        "moderator=rule": 1,
        "rule=77": 1,
        "post=harbour": 3,
        "post=nowhere": 0,
        "post=1": 3,
        f"comment={first}": 1,
        f"since={today}&until={tomorrow}": 3,
        f"since={tomorrow}": 0,
        "since=never": 3,
        "search=boat": 1,
        "search=zzyzx": 0,
        "moderator=x' OR 1=1": 0,
    }.items():
        assert len(lines(f"?{query}")) == count, query


def test_the_log_turns_pages_in_the_same_few_statements(
    app: Flask, moderator: Client, say: Say, traffic: Traffic
) -> None:
    counts = []
    for some in (2, 40):
        act(moderator, "approve", *say(some))
        traffic.clear()
        page = moderator.get(LOG)
        counts.append(len([one for one in traffic.statements if not one.startswith("BEGIN")]))
    assert counts[0] == counts[1] <= 6
    seen = set()
    while True:
        found = lxml.html.document_fromstring(page.text)
        links = found.xpath("//tbody//a[contains(@href, '/comment/edit/')]/@href")
        assert not seen & set(links)
        seen |= set(links)
        further = found.xpath("//nav//a[contains(@href, 'after=')]/@href")
        if not further:
            break
        page = moderator.get(further[0])
    assert len(seen) == 42


def test_only_who_may_take_data_away_exports_the_log(
    app: Flask, moderator: Client, say: Say
) -> None:
    act(moderator, "approve", *say(1))
    assert moderator.get(LOG + "export/csv/").status_code == 404
    owner = sign_in(app, "owner")
    told = owner.get(LOG + "export/csv/").text
    assert "Moderator Moor" in told
    assert "approved" in told


def test_what_is_gone_is_still_told(
    app: Flask, people: dict[str, int], moderator: Client, lines: Lines
) -> None:
    with app.app_context(), one_commit("Of long ago", record=False):
        db.session.execute(
            insert(Decision).values(
                comment_id=4711,
                at=now(),
                made_by="person",
                actor_id=999,
                verdict="removed",
                rule_id=999,
                reason="abuse",
            )
        )
    (line,) = lines()
    for words in ("A comment that is gone", "Somebody who is gone", "Abuse", "a rule that is gone"):
        assert words.lower() in line.lower()


def test_the_figures_say_how_many_how_long_and_how_often_overturned(
    app: Flask, people: dict[str, int], moderator: Client, editor: Client, say: Say
) -> None:
    with app.app_context(), one_commit("A rule", record=False):
        rule = Rule(verdict="hold", kind="links", value="3", sentence="Hold what links")
        db.session.add(rule)
        db.session.flush()
        held = {"held_for": "rule", "rule_id": rule.id}
    first, second, third = say(2) + say(1, **held)
    act(moderator, "spam", first, second)
    act(editor, "approve", second, third)
    page = moderator.get(f"{FIGURES}?days=7")
    found = lxml.html.document_fromstring(page.text)
    tables = {
        table.xpath("string(.//th)"): [
            [" ".join(cell.text_content().split()) for cell in row]
            for row in table.xpath(".//tbody/tr")
        ]
        for table in found.xpath("//table")
    }
    people_rows = [row[:7] for row in tables["By"]]
    assert ["Moderator Moor", "2", "0", "2", "0", "100%", "50%"] in people_rows
    assert ["Editor Moor", "2", "2", "0", "0", "0%", "0%"] in people_rows
    assert tables["Rule"] == [["Hold what links", "1", "33%", "100%", "100%"]]
    assert len(tables["Day"]) == 7
    svg = found.xpath("//svg[@role='img']")[0]
    assert "3 comments came: 2 are approved" in svg.xpath("string(.//desc)")
    assert "Half decided within" in page.text


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("", 200, "30 days"),
        ("days=365", 200, "Comments a week"),
        ("since=2020-01-01&until=2026-01-01", 200, "Comments a month"),
        ("since=2026-02-01&until=2026-02-01", 200, "Comments a day"),
        ("days=abc", 200, "Comments a day"),
        ("since=2026-02-31", 422, "This is no date."),
        ("since=%00&until=9999-12-31", 422, "This is no date."),
        ("since=0001-01-01&until=2026-01-01", 422, "This is no date."),
        ("since=2026-03-01&until=2026-02-01", 422, "comes after the last"),
        ("since=1990-01-01&until=2026-02-01", 422, "Ten years"),
    ],
)
def test_any_days_can_be_looked_at(moderator: Client, query: str, status: int, told: str) -> None:
    page = moderator.get(f"{FIGURES}?{query}")
    assert page.status_code == status
    assert told in page.text


def test_the_figures_are_a_few_statements_whatever_there_is(
    moderator: Client, say: Say, traffic: Traffic
) -> None:
    counts = []
    for some in (1, 30):
        act(moderator, "approve", *say(some))
        traffic.clear()
        moderator.get(f"{FIGURES}?days=365")
        counts.append(len([one for one in traffic.statements if not one.startswith("BEGIN")]))
    assert counts[0] == counts[1] <= 5


def test_others_see_neither(app: Flask, people: dict[str, int]) -> None:
    author = sign_in(app, "author")
    for path in (LOG, FIGURES):
        assert author.get(path).status_code == 403


def test_the_worker_adds_up_what_the_figures_are_made_of(app: Flask) -> None:
    from admin_app.outbox.registry import chores
    from admin_app.readers.counting import fold

    assert any(chore.run is fold for chore in chores())
    with app.app_context():
        assert not list(db.session.scalars(select(Decision.id)))
        fold()
