"""The score follows what moderators decide, in its own time, and shows on the cards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.outbox.registry import chores
from admin_app.readers.learning import current_model, learn, learn_from_new_decisions
from admin_app.readers.models import Comment, SpamModel
from admin_app.unit_of_work import one_commit
from tests.publication.conftest import Site
from tests.readers.desk.conftest import Say
from tests.readers.desk.queue import QUEUE, act
from tests.support.client import Client
from tests.support.traffic import Traffic

SPAM = "Check out my channel for free money"
GOOD = "The ferry was late again"
Scores = Callable[..., list[float | None]]


@pytest.fixture
def decided(say: Say) -> None:
    """Ten comments of each kind that somebody has decided over."""
    say(10, status="spam", body=SPAM, decided_at=now())
    say(10, status="approved", body=GOOD, decided_at=now())


@pytest.fixture
def scores(app: Flask) -> Scores:
    """The stored scores of these comments, by id."""

    def read(*ids: int) -> list[float | None]:
        with app.app_context():
            rows = select(Comment.spam_score).where(Comment.id.in_(ids)).order_by(Comment.id)
            return list(db.session.scalars(rows))

    return read


@pytest.fixture
def knows(app: Flask) -> None:
    """No process remembers a model of another test."""
    for name in ("spam_model", "spam_looked"):
        app.extensions.pop(name, None)


pytestmark = pytest.mark.usefixtures("knows")


def test_what_waits_is_scored_and_explained(
    app: Flask, moderator: Client, say: Say, decided: None, scores: Scores
) -> None:
    spam, good = say(1, body="Free money on my channel") + say(1, body="Again late, that ferry")
    with app.app_context():
        assert learn().lessons == 20
    bad, fine = scores(spam, good)
    assert bad is not None
    assert fine is not None
    assert bad > 0.5 > fine
    page = moderator.get(QUEUE).text
    assert f">{bad:.0%}</strong>" in page
    assert "“money”" in page or "“channel”" in page


def test_it_learns_from_a_decision_and_unlearns_on_undo(
    app: Flask, moderator: Client, say: Say, decided: None
) -> None:
    with app.app_context():
        learn()
        before = db.session.scalar(select(SpamModel.numbers))
    (one,) = say(1, body="Seagulls stole my lunch")
    act(moderator, "approve", one)
    with app.app_context():
        _any_time(app)
        learn_from_new_decisions()
        learnt = db.session.scalar(select(SpamModel.numbers))
        assert learnt != before
    moderator.submit("/admin/activity/", form="/admin/activity/undo/")
    with app.app_context():
        _any_time(app)
        learn_from_new_decisions()
        assert db.session.scalar(select(SpamModel.numbers)) == before


def test_without_a_new_decision_nothing_is_written(
    app: Flask, decided: None, traffic: Traffic
) -> None:
    with app.app_context():
        learn()
        _any_time(app)
        traffic.clear()
        learn_from_new_decisions()
    assert traffic.commits == 0


def test_deciding_is_still_one_commit(moderator: Client, say: Say, traffic: Traffic) -> None:
    ids = say(3)
    traffic.clear()
    act(moderator, "spam", *ids)
    assert traffic.commits == 1
    assert not any("spam_model" in one for one in traffic.statements)


def test_what_is_probably_spam_waits_even_where_all_is_open(
    app: Flask, client: Client, say: Say, decided: None
) -> None:
    site = Site(app)
    site.settings(comments_mode="open")
    site.post(slug="p")
    with app.app_context():
        learn()
    for email, body in (("a@example.net", GOOD), ("b@example.net", f"{SPAM} now")):
        fields = {"name": "Ana", "email": email, "body": body}
        client.submit("/posts/p", fields, form="comment-form")
    with app.app_context():
        told = select(Comment.author_email, Comment.status).where(Comment.author_name == "Ana")
        states = {row.author_email: row.status for row in db.session.execute(told)}
    assert states == {"a@example.net": "approved", "b@example.net": "pending"}


def test_the_command_makes_the_score_anew(app: Flask, decided: None) -> None:
    told = app.test_cli_runner().invoke(args=["spam", "rebuild"])
    assert "Learnt from 20 decisions" in told.output


def test_making_it_anew_is_one_commit_and_scores_what_waits_in_one_statement(
    app: Flask, say: Say, decided: None, traffic: Traffic
) -> None:
    say(30, body="Free money on my channel")
    traffic.clear()
    with app.app_context():
        assert learn().scored == 30
    assert traffic.commits == 1
    assert sum(one.startswith("UPDATE comment") for one in traffic.statements) == 1


def test_the_worker_learns(app: Flask) -> None:
    assert any(chore.run is learn_from_new_decisions for chore in chores())


def test_a_site_without_decisions_scores_nothing(app: Flask, say: Say, scores: Scores) -> None:
    (one,) = say(1)
    with app.app_context():
        learn()
        assert current_model().lessons == 0
    assert scores(one) == [None]


def _any_time(app: Flask) -> None:
    """As if the last model had been made in no time, so that the next may be made at once."""
    with one_commit("Made in no time", record=False):
        model = db.session.get(SpamModel, 1)
        assert model is not None
        model.took = 0.0
