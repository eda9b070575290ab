"""A reader's page: what is known, notes, bans and trust."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.extensions import db
from admin_app.readers.models import ReaderNote, Rule
from tests.readers.desk.conftest import Say
from tests.readers.desk.queue import cards, undo
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

READER = "/admin/reader/?email=anna@example.net"
ANNA: dict[str, Any] = {"author_name": "Anna Q.", "author_email": "anna@example.net"}


def _stored(app: Flask, model: type[Any]) -> list[Any]:
    with app.app_context():
        rows = db.session.scalars(select(model).order_by(model.id)).all()
        for row in rows:
            db.session.expunge(row)
        return list(rows)


def _comment(app: Flask, email: str, body: str, name: str = "Someone") -> int:
    return (
        app.test_client()
        .submit(  # type: ignore[attr-defined, no-any-return]
            "/posts/harbour", {"name": name, "email": email, "body": body}
        )
        .status_code
    )


def test_the_page_tells_all_of_one_reader(app: Flask, moderator: Client, say: Say) -> None:
    say(2, "approved", **ANNA)
    say(1, "spam", **ANNA | {"author_name": "Ann", "author_ip": "198.51.100.7"})
    say(1, "approved", author_email="other@example.net")

    page = moderator.get(READER)
    assert len(cards(page.text)) == 3
    for words in ("Anna Q.", "Ann", "192.0.2.1", "198.51.100.7", "other@example.net"):
        assert words in page.text
    assert len(cards(moderator.get(f"{READER}&status=spam").text)) == 1
    assert "This reader" in moderator.get("/admin/comment/?status=all").text


def test_a_hundred_comments_more_cost_no_statement(
    moderator: Client, say: Say, traffic: Traffic
) -> None:
    say(1, **ANNA)
    moderator.get(READER)
    traffic.clear()
    moderator.get(READER)
    few = len(traffic.statements)
    say(100, "approved", **ANNA)
    traffic.clear()
    page = moderator.get(READER)
    assert len(cards(page.text)) == 25
    assert len(traffic.statements) == few

    older = moderator.get(READER).text.partition('rel="next" href="')[2].partition('"')[0]
    first, second = cards(page.text), cards(moderator.get(older.replace("&amp;", "&")).text)
    assert len(second) == 25
    assert not set(first) & set(second)


def test_a_note_is_kept_and_taken_back(
    app: Flask, moderator: Client, say: Say, traffic: Traffic
) -> None:
    say(1, **ANNA)
    traffic.clear()
    moderator.submit(READER, {"body": "Wrote a kind letter."}, form="/admin/reader/note/")
    assert traffic.commits == 1
    assert "Wrote a kind letter." in moderator.get(READER).text

    undo(moderator, app)
    assert _stored(app, ReaderNote) == []
    refused = moderator.submit(READER, {"body": " "}, form="/admin/reader/note/")
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("verdict", "answer", "state"), [("refuse", 422, None), ("trust", 303, "approved")]
)
def test_what_a_banned_or_trusted_reader_writes_is_decided_at_once(
    app: Flask,
    moderator: Client,
    say: Say,
    traffic: Traffic,
    verdict: str,
    answer: int,
    state: str | None,
) -> None:
    say(1, **ANNA)
    traffic.clear()
    moderator.submit(
        READER,
        {"verdict": verdict, "about": "anna@example.net", "span": "week", "note": "As agreed."},
        form="/admin/reader/ban/",
    )
    assert traffic.commits == 1
    assert _comment(app, "anna@example.net", "Once more.") == answer
    assert "As agreed." in moderator.get(READER).text
    if state:
        assert "Once more." in app.test_client().get("/posts/harbour").text

    moderator.submit(READER, form="/admin/reader/lift/")
    assert _stored(app, Rule) == []
    undo(moderator, app)
    assert [rule.is_on for rule in _stored(app, Rule)] == [True]
    moderator.submit(READER, form="/admin/reader/lift/")
    assert _comment(app, "anna@example.net", "And once more.") == 303


def test_a_network_is_banned_and_nobody_else(app: Flask, moderator: Client, say: Say) -> None:
    say(1, **ANNA | {"author_ip": "127.0.0.1"})
    say(1, author_ip="192.0.2.1", author_email="other@example.net")
    moderator.submit(
        READER,
        {"verdict": "refuse", "about": "127.0.0.1", "span": "ever"},
        form="/admin/reader/ban/",
    )
    assert _comment(app, "new@example.net", "From the same place.") == 422
    others = moderator.get("/admin/reader/?email=other@example.net").text
    assert "Neither banned nor trusted." in others


@pytest.mark.parametrize(
    "fields",
    [
        {"span": "until", "until": "2001-01-01T10:00"},
        {"span": "until", "until": "yesterday"},
        {"span": "until", "until": ""},
    ],
)
def test_a_ban_without_an_end_to_come_is_refused_with_what_was_typed(
    app: Flask, moderator: Client, say: Say, fields: dict[str, str]
) -> None:
    say(1, **ANNA)
    refused = moderator.submit(READER, {"note": "Why.", **fields}, form="/admin/reader/ban/")
    assert refused.status_code == 422
    assert "Why." in refused.text
    assert _stored(app, Rule) == []


def test_an_address_that_is_none_is_no_ban(app: Flask, moderator: Client, say: Say) -> None:
    say(1, **ANNA)
    for about in ("nobody", "192.0.2.1,192.0.2.2", "a@b@c", "\x00"):
        page = moderator.get(READER)
        refused = moderator.send(page, {"about": about, "span": "week"}, form="/admin/reader/ban/")
        assert refused.status_code == 422, about
    assert _stored(app, Rule) == []


def test_who_does_not_decide_over_comments_finds_no_reader(app: Flask, moderator: Client) -> None:
    assert sign_in(app, "author").get(READER).status_code == 403
