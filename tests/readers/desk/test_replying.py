"""Answering readers from the queue."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.extensions import db
from admin_app.readers.models import Comment
from tests.readers.desk.conftest import Say
from tests.readers.desk.queue import QUEUE, States, act, undo
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

REPLY = "/admin/comment/reply/?id="
Answers = Callable[[int], list[Comment]]


@pytest.fixture
def answers(app: Flask) -> Answers:
    """What was said in reply to this comment."""

    def read(comment_id: int) -> list[Comment]:
        with app.app_context():
            rows = select(Comment).where(Comment.parent_id == comment_id).order_by(Comment.id)
            found = list(db.session.scalars(rows))
            db.session.expunge_all()
            return found

    return read


def test_a_reply_approves_what_waited_in_the_same_commit(
    app: Flask,
    moderator: Client,
    say: Say,
    states: States,
    answers: Answers,
    people: dict[str, int],
    traffic: Traffic,
) -> None:
    (comment,) = say(author_name="Petra T.")
    page = moderator.get(f"{REPLY}{comment}")
    assert "Words of reader 0." in page.text
    assert "Approve and reply" in page.text
    traffic.clear()
    answer = moderator.send(page, {"body": "Please do send the scan."})
    assert answer.status_code == 303
    assert traffic.commits == 1
    assert states(comment) == ["approved"]
    (reply,) = answers(comment)
    assert (reply.body, reply.status) == ("Please do send the scan.", "approved")
    assert (reply.user_id, reply.author_name) == (people["moderator"], "Moderator Moor")
    assert reply.depth == 2
    listed = moderator.get(answer.location)
    assert "Approved the comment by Petra T. and replied." in listed.text
    undo(moderator, app)
    assert states(comment) == ["pending"]
    assert answers(comment) == []


def test_a_reply_to_an_approved_comment_only_replies(
    moderator: Client, say: Say, answers: Answers
) -> None:
    (comment,) = say(status="approved", author_name="Petra T.")
    answer = moderator.submit(f"{REPLY}{comment}", {"body": "Thank you."})
    assert "Replied to Petra T." in moderator.get(answer.location).text
    assert len(answers(comment)) == 1


def test_threads_stay_three_deep(moderator: Client, say: Say, answers: Answers) -> None:
    (first,) = say(status="approved")
    (second,) = say(status="approved", parent_id=first, depth=2)
    (third,) = say(parent_id=second, depth=3)
    moderator.submit(f"{REPLY}{third}", {"body": "To the third."})
    assert answers(third) == []
    reply = answers(second)[-1]
    assert (reply.body, reply.depth) == ("To the third.", 3)


def test_the_same_form_twice_is_one_reply(moderator: Client, say: Say, answers: Answers) -> None:
    (comment,) = say()
    page = moderator.get(f"{REPLY}{comment}")
    first = moderator.send(page, {"body": "Once."})
    second = moderator.send(page, {"body": "Once."})
    assert first.location == second.location
    assert len(answers(comment)) == 1


def test_a_reply_to_what_another_set_aside_keeps_its_words(
    moderator: Client, editor: Client, say: Say, states: States, answers: Answers
) -> None:
    (comment,) = say()
    page = moderator.get(f"{REPLY}{comment}")
    act(editor, "spam", comment, seen="pending")
    answer = moderator.send(page, {"body": "Words that took a while."})
    assert answer.status_code == 409
    assert "Editor Moor marked this as spam just now; nothing was changed." in answer.text
    assert "Words that took a while." in answer.text
    assert states(comment) == ["spam"]
    assert answers(comment) == []


def test_an_empty_reply_is_told_so(moderator: Client, say: Say, states: States) -> None:
    (comment,) = say()
    answer = moderator.submit(f"{REPLY}{comment}", {"body": " \n "})
    assert answer.status_code == 422
    assert "Write your reply first." in answer.text
    assert states(comment) == ["pending"]


def test_a_missing_comment_is_not_found(moderator: Client) -> None:
    for comment in ("999", "abc", "1,2", "-1", "9" * 30, ""):
        assert moderator.get(f"{REPLY}{comment}").status_code == 404


def test_the_way_back_never_leaves_the_queue(moderator: Client, say: Say) -> None:
    (comment,) = say()
    page = moderator.get(f"{REPLY}{comment}&url=https://evil.example/")
    assert "evil.example" not in page.text
    answer = moderator.send(page, {"body": "Hello."})
    assert answer.location == QUEUE


def test_an_author_does_not_reply_from_the_queue(
    app: Flask, people: dict[str, int], say: Say
) -> None:
    (comment,) = say()
    author = sign_in(app, "author")
    assert author.get(f"{REPLY}{comment}").status_code == 403
