"""Rules are written, tried, switched on, and decide over what comes in."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.readers.models import Comment, Refused, Rule
from tests.publication.conftest import Site
from tests.readers.desk.conftest import Say
from tests.support.client import Client
from tests.support.traffic import Traffic

FIELDS = {"name": "Ana Lima", "email": "ana@example.net", "body": "Come to my casino."}


@pytest.fixture
def site(app: Flask) -> Site:
    """A site with one post, at /posts/p, that is open to all comments."""
    made = Site(app)
    made.post(slug="p")
    made.settings(comments_mode="open")
    return made


def write(client: Client, verdict: str = "hold", value: str = "casino", **more: str) -> Any:
    fields = {"verdict": verdict, "kind": "words", "value": value, **more}
    return client.submit("/admin/rule/new/", fields)


def switch_on(client: Client, rule_id: int = 1) -> None:
    page = f"/admin/rule/trial/?id={rule_id}"
    answer = client.submit(page, form="/admin/rule/action/", button="Switch it on")
    assert answer.status_code == 303


def comments(app: Flask, *columns: Any) -> list[Any]:
    with app.app_context():
        return [tuple(row) for row in db.session.execute(select(*columns).order_by(Comment.id))]


def comment(client: Client, **fields: str) -> Any:
    return client.submit("/posts/p", FIELDS | fields, form="comment-form")


def test_a_new_rule_is_off_and_tried_on_what_was_said_before(
    app: Flask, moderator: Client, say: Say, traffic: Traffic
) -> None:
    say(2, status="approved", body="The casino in town is closed.", decided_at=now())
    say(1, status="spam", body="A casino for you", decided_at=now())
    say(3, body="Nothing of the kind")
    traffic.clear()
    answer = write(moderator)
    assert answer.status_code == 303
    assert traffic.commits == 1
    page = moderator.get(answer.location).text
    assert "Hold a comment that contains “casino”" in page
    assert "<strong>3</strong>" in page
    assert page.count("decided otherwise</strong>") == 2
    assert "<mark>casino</mark>" in page
    with app.app_context():
        assert not db.session.scalar(select(Rule.is_on))


@pytest.mark.parametrize(
    ("verdict", "status"), [("hold", "pending"), ("spam", "spam"), ("trust", "approved")]
)
def test_a_rule_that_is_on_decides(
    app: Flask, client: Client, moderator: Client, site: Site, verdict: str, status: str
) -> None:
    if verdict == "trust":
        site.settings(comments_mode="hold_all")
    write(moderator, verdict)
    comment(client)
    switch_on(moderator)
    comment(client, body="Another casino", email="b@example.net")
    assert comments(app, Comment.status, Comment.rule_id)[1] == (status, 1)
    assert comments(app, Comment.rule_id)[0] == (None,)


def test_a_refusing_rule_keeps_the_words_and_counts_itself(
    app: Flask, client: Client, moderator: Client, site: Site
) -> None:
    write(moderator, "refuse")
    switch_on(moderator)
    answer = comment(client)
    assert answer.status_code == 422
    assert FIELDS["body"] in answer.text
    assert "casino" not in answer.text.replace(FIELDS["body"], "")
    assert comments(app, Comment.id) == []
    with app.app_context():
        assert db.session.scalar(select(func.max(Refused.rule_id))) == 1
    assert '1<span class="visually-hidden"> comments caught' in moderator.get("/admin/rule/").text


def test_the_first_rule_that_fits_decides_and_an_expired_one_is_not_asked(
    app: Flask, client: Client, moderator: Client, site: Site
) -> None:
    write(moderator, "spam", position="5", expires_at="2020-01-01T10:00")
    write(moderator, "trust", position="20")
    write(moderator, "hold", position="10")
    for rule_id in (1, 2, 3):
        switch_on(moderator, rule_id)
    comment(client)
    assert comments(app, Comment.status, Comment.rule_id) == [("pending", 3)]


def test_the_card_says_which_rule_held_it_and_marks_the_words(
    client: Client, moderator: Client, site: Site
) -> None:
    write(moderator)
    switch_on(moderator)
    comment(client, body="Come to my <b>Casino</b>.")
    page = moderator.get("/admin/comment/").text
    assert "Rule: Hold a comment that contains “casino”" in page
    assert "&lt;b&gt;<mark>Casino</mark>&lt;/b&gt;" in page


def test_its_record_stands_beside_it_and_statements_do_not_grow(
    moderator: Client, say: Say, traffic: Traffic
) -> None:
    for _ in range(3):
        write(moderator)
    traffic.clear()
    moderator.get("/admin/rule/")
    few = len(traffic.statements)
    say(4, rule_id=1, status="approved", decided_at=now())
    say(3, rule_id=1, status="spam", decided_at=now())
    for _ in range(10):
        write(moderator)
    traffic.clear()
    page = moderator.get("/admin/rule/").text
    assert len(traffic.statements) == few
    assert ">7<" in page
    assert ">4<" in page


def test_what_was_done_to_rules_can_be_undone(app: Flask, moderator: Client) -> None:
    write(moderator)
    switch_on(moderator)
    moderator.submit("/admin/activity/", form="/admin/activity/undo/")
    with app.app_context():
        assert not db.session.scalar(select(Rule.is_on))


def test_a_rule_that_makes_no_sense_comes_back_with_its_words(moderator: Client) -> None:
    answer = write(moderator, kind="pattern", value="(a+")
    assert answer.status_code == 422
    assert "(a+" in answer.text
    assert "RE2" in answer.text


def test_who_does_not_moderate_sees_no_rules(editor: Client, app: Flask) -> None:
    from tests.support.cast import sign_in

    assert editor.get("/admin/rule/").status_code == 200
    assert sign_in(app, "author").get("/admin/rule/").status_code == 403
    assert editor.get("/admin/rule/trial/?id=99").status_code == 404
