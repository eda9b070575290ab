"""Deciding over so many that the worker does it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.outbox.delivery import deliver_due
from admin_app.readers.actions import sweep as actions
from admin_app.readers.desk import sweeping
from admin_app.readers.models import Comment, Sweep
from tests.readers.desk.conftest import Say
from tests.readers.desk.queue import QUEUE, States, act, undo
from tests.support.client import Client
from tests.support.traffic import Traffic


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than five are very many here, and a portion is four."""
    monkeypatch.setattr(sweeping, "AT_ONCE", 5)
    monkeypatch.setattr(actions, "PORTION", 4)


def ask(client: Client, action: str = "spam", query: str = "?search=lamps", key: str = "") -> Any:
    return act(client, action, all_matching="1", state=query, form_key=key)


def work(app: Flask) -> None:
    with app.app_context():
        deliver_due(mail=False)


def changesets(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Changeset.summary).order_by(Changeset.id)))


def test_the_worker_decides_over_all_that_matched_with_one_undo(
    app: Flask, moderator: Client, editor: Client, say: Say, states: States, traffic: Traffic
) -> None:
    ids, others = say(30, body="cheap lamps"), say(3)
    traffic.clear()
    answer = ask(moderator)
    assert answer.status_code == 303
    assert traffic.commits == 1
    page = moderator.get(answer.location)
    assert "It will begin in a moment" in page.text
    assert page.headers["Refresh"] == "2"
    assert states(*ids) == ["pending"] * 30
    act(editor, "approve", ids[7])  # decided meanwhile: it stays so
    late = say(2, body="cheap lamps")  # these did not match when it was asked for
    work(app)
    assert states(*ids) == ["spam"] * 7 + ["approved"] + ["spam"] * 22
    assert states(*others, *late) == ["pending"] * 5
    page = moderator.get(answer.location)
    assert "Marked 29 comments as spam." in page.text
    assert "1 had been decided over meanwhile" in page.text
    assert "Refresh" not in page.headers
    assert changesets(app)[-1] == "Marked 29 comments as spam"
    with app.app_context():
        comment = db.session.get(Comment, ids[0])
        assert comment
        assert comment.decided_by_id is not None
        last = db.session.scalars(select(Changeset).order_by(Changeset.id.desc()).limit(1)).one()
        assert last.actor_name == "Moderator Moor"
    undo(moderator, app)
    assert states(*ids) == ["pending"] * 7 + ["approved"] + ["pending"] * 22
    assert "This was undone." in moderator.get(answer.location).text


def test_a_sweep_that_is_killed_goes_on_and_one_that_is_undone_stops(
    app: Flask, moderator: Client, say: Say, states: States, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = say(12, body="cheap lamps")
    answer = ask(moderator)
    with app.app_context():
        from admin_app.readers.sweeping import _portion

        assert _portion(1)  # and then it was killed
    assert states(*ids) == ["spam"] * 4 + ["pending"] * 8
    assert "4 of 12" in moderator.get(answer.location).text
    undo(moderator, app)
    work(app)
    assert states(*ids) == ["pending"] * 12
    assert "It was undone before it had ended." in moderator.get(answer.location).text


def test_asked_twice_it_is_one_and_done_twice_it_is_done_once(
    app: Flask, moderator: Client, say: Say
) -> None:
    say(8, body="cheap lamps")
    first = ask(moderator, key="one-and-the-same")
    assert ask(moderator, key="one-and-the-same").location == first.location
    work(app)
    with app.app_context():
        from admin_app.readers.sweeping import sweep

        sweep({"sweep": 1})
        assert db.session.scalar(select(func.count(Sweep.id))) == 1
    assert len(changesets(app)) == 1


def test_few_are_decided_at_once(moderator: Client, say: Say, states: States) -> None:
    ids = say(5, body="cheap lamps")
    assert ask(moderator).location.startswith(QUEUE + "?")
    assert states(*ids) == ["spam"] * 5


def test_restoring_very_many_gives_each_the_state_it_had(
    app: Flask, moderator: Client, say: Say, states: States
) -> None:
    approved, waited = say(4, "approved", body="cheap lamps"), say(4, body="cheap lamps")
    act(moderator, "spam", *approved, *waited)
    ask(moderator, "restore", "?status=spam&search=lamps")
    work(app)
    assert states(*approved, *waited) == ["approved"] * 4 + ["pending"] * 4


def test_a_sweep_that_is_not_there_is_not_found(moderator: Client) -> None:
    for sweep in ("9", "x", ""):
        assert moderator.get(f"{QUEUE}sweep/?id={sweep}").status_code == 404


def test_the_reason_for_a_removal_of_very_many_is_kept_with_each(
    app: Flask, moderator: Client, say: Say, states: States
) -> None:
    ids = say(8, body="cheap lamps")
    listed = {"all_matching": "1", "state": "?search=lamps"}
    assert act(moderator, "remove", reason="nonsense", **listed).status_code == 422
    assert states(*ids) == ["pending"] * 8
    assert act(moderator, "remove", reason="abuse", words="Rude", **listed).status_code == 303
    work(app)
    with app.app_context():
        kept = db.session.execute(select(Comment.reason, Comment.reason_words)).all()
        assert [tuple(one) for one in kept] == [("abuse", "Rude")] * 8
