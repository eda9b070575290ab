"""Others are told what happens: in the save's commit, signed, and again after a failure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from admin_app.columns import now
from admin_app.content.actions.announce import announce
from admin_app.content.models import Event, Post, Setting, Webhook
from admin_app.content.webhooks import fanning
from admin_app.extensions import db
from admin_app.outbox.delivery import deliver_due
from admin_app.outbox.models import OutboxMessage
from admin_app.people.models import User
from admin_app.readers.actions.decide import decide
from admin_app.readers.actions.sweep import ask_for_sweep, sweep_portion
from admin_app.readers.models import Comment, CommentStatus
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.http import Listener, listening
from tests.support.posts import make_post
from tests.support.traffic import Traffic

ALL = {"comment_held": "y", "comment_decided": "y", "comment_reported": "y", "post_published": "y"}


@pytest.fixture
def listener(app: Flask) -> Iterator[Listener]:
    """A receiver on this machine, which the site may post to."""
    with listening() as here:
        app.config["WEBHOOK_NETWORKS"] = ["127.0.0.0/8"]
        app.config["SITE_URL"] = "https://desk.example.org"
        app.extensions.pop("webhooks_quiet", None)
        app.extensions.pop("came_out_until", None)
        yield here


@pytest.fixture
def owner(app: Flask, people: dict[str, int]) -> Client:
    """Who sets them up."""
    return sign_in(app, "owner")


@pytest.fixture
def secret(owner: Client, listener: Listener) -> str:
    """A webhook that wants everything; its secret, as its maker saw it."""
    made = owner.submit("/admin/webhook/new/", {"address": f"{listener.url}/hook", **ALL})
    assert made.status_code == 303, made.text
    page = owner.get(made.location)
    shown = re.search(r"whsec_[\w+/=]+", page.text)
    assert shown
    assert "whsec_" not in owner.get(made.location).text
    return shown.group()


@pytest.fixture
def post_id(app: Flask, people: dict[str, int], secret: str) -> int:
    """A post that readers see."""
    return make_post(app, "ferries", author_id=people["author"])


def deliver(app: Flask) -> None:
    with app.app_context():
        while deliver_due(100, mail=False):
            pass


def told(listener: Listener, event: str) -> list[dict[str, Any]]:
    bodies = [json.loads(one.body) for one in listener.requests]
    return [body["data"] for body in bodies if body["type"] == event]


def say(app: Flask, post_id: int, count: int = 1) -> list[int]:
    with app.app_context(), one_commit("Said"):
        said = [
            Comment(
                post_id=post_id,
                author_name="Petra",
                author_email="petra@readers.example",
                author_ip="198.51.100.7",
                body="Is it late?",
            )
            for _ in range(count)
        ]
        db.session.add_all(said)
        db.session.flush()
        return [one.id for one in said]


def test_a_message_is_signed_as_the_standard_says(
    app: Flask, listener: Listener, secret: str, post_id: int
) -> None:
    (comment_id,) = say(app, post_id)
    deliver(app)
    (request,) = listener.requests
    assert request.path == "/hook"
    assert request.headers["Content-Type"] == "application/json"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{request.headers['Webhook-Id']}.{request.headers['Webhook-Timestamp']}.".encode()
    expected = base64.b64encode(hmac.digest(key, signed + request.body, hashlib.sha256)).decode()
    assert request.headers["Webhook-Signature"] == f"v1,{expected}"
    assert abs(int(request.headers["Webhook-Timestamp"]) - now().timestamp()) < 60
    body = json.loads(request.body)
    assert body["type"] == "comment.held"
    (comment,) = body["data"]["comments"]
    assert comment["id"] == comment_id
    assert comment["body"] == "Is it late?"
    assert comment["on"]["url"] == "https://desk.example.org/posts/ferries"
    assert b"petra@readers.example" not in request.body
    assert b"198.51.100.7" not in request.body


def test_a_save_of_any_size_leaves_one_message_in_its_own_commit(
    app: Flask, listener: Listener, post_id: int, people: dict[str, int], traffic: Traffic
) -> None:
    counts = []
    for size in (2, 250):
        ids = say(app, post_id, size)
        with app.app_context():
            person = db.session.get(User, people["moderator"])
            traffic.clear()
            with one_commit("Decided"):
                decide(person, ids, CommentStatus.SPAM, {})
            counts.append((len(traffic.statements), traffic.commits))
    assert counts[0] == counts[1]
    assert counts[0][1] == 1
    deliver(app)
    decisions = told(listener, "comment.decided")
    assert sorted(len(one["comments"]) for one in decisions) == [2, 50, 100, 100]
    assert {one["status"] for one in decisions} == {"spam"}


def test_a_decision_over_very_many_is_told_portion_by_portion(
    app: Flask, listener: Listener, post_id: int, people: dict[str, int], monkeypatch: Any
) -> None:
    monkeypatch.setattr("admin_app.readers.actions.sweep.PORTION", 2)
    ids = say(app, post_id, 5)
    deliver(app)
    listener.requests.clear()
    with app.app_context():
        person = db.session.get(User, people["moderator"])
        with one_commit("Asked", record=False):
            sweep_id = ask_for_sweep(person, "approve", ids, "pending", None).id
        more = True
        while more:
            with one_commit("Decided") as unit:
                more = sweep_portion(unit, sweep_id)
            deliver_due(100, mail=False)  # as another worker does meanwhile
    deliver(app)
    told_of = [one["id"] for data in told(listener, "comment.decided") for one in data["comments"]]
    assert told_of == ids


def test_a_save_that_fails_tells_nothing(app: Flask, listener: Listener, post_id: int) -> None:
    with pytest.raises(ZeroDivisionError):
        with app.app_context(), one_commit("Said"):
            db.session.add(Comment(post_id=post_id, author_name="P", body="x"))
            db.session.flush()
            raise ZeroDivisionError
    deliver(app)
    assert listener.requests == []


def test_nobody_wants_it_costs_nothing(
    app: Flask, people: dict[str, int], traffic: Traffic
) -> None:
    with app.app_context():
        with one_commit("Wrote", record=False):
            db.session.add(Post(title="A", slug="a", status="draft"))
        db.session.execute(select(Setting.id))
        with one_commit("Reported"):
            announce(Event.COMMENT_REPORTED, [1], reason="spam")
        assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_a_report_is_told_with_its_facts(app: Flask, listener: Listener, post_id: int) -> None:
    ids = say(app, post_id)
    with app.app_context(), one_commit("Reported", record=False):
        announce(Event.COMMENT_REPORTED, ids, reason="abuse")
    deliver(app)
    (data,) = told(listener, "comment.reported")
    assert data["reason"] == "abuse"
    assert [one["id"] for one in data["comments"]] == ids


def test_a_post_is_told_of_when_readers_first_see_it(
    app: Flask, owner: Client, listener: Listener, secret: str
) -> None:
    form = {"title": "Late again", "slug": "late", "body": "<p>Words.</p>", "status": "draft"}
    made = owner.submit("/admin/post/new/", form, button="_continue_editing")
    deliver(app)
    assert told(listener, "post.published") == []
    owner.submit(made.location, {"status": "published"})
    deliver(app)
    (data,) = told(listener, "post.published")
    assert [(one["title"], one["path"]) for one in data["posts"]] == [("Late again", "/posts/late")]
    owner.submit(made.location, {"title": "Late once more"})
    deliver(app)
    assert len(told(listener, "post.published")) == 1


def test_a_scheduled_post_is_told_of_at_its_moment_once(
    app: Flask, listener: Listener, secret: str, people: dict[str, int]
) -> None:
    with app.app_context(), one_commit("Scheduled"):
        post = Post(
            title="Tomorrow",
            slug="tomorrow",
            status="scheduled",
            published_at=now() + timedelta(days=1),
            author_id=people["author"],
        )
        db.session.add(post)
    with app.app_context():
        fanning.tell_of_scheduled_posts()
    deliver(app)
    assert told(listener, "post.published") == []
    with app.app_context(), one_commit("Time passes", record=False):
        db.session.execute(update(Post).values(published_at=now()))
    for _ in range(2):
        with app.app_context():
            fanning.tell_of_scheduled_posts()
            app.extensions.pop("came_out_until", None)  # as in another worker
    deliver(app)
    assert [one["posts"][0]["title"] for one in told(listener, "post.published")] == ["Tomorrow"]


def test_what_fails_is_tried_again_with_the_same_id(
    app: Flask, owner: Client, listener: Listener, secret: str, post_id: int
) -> None:
    listener.answers = [500, 302]
    say(app, post_id)
    deliver(app)
    for _ in range(2):
        with app.app_context(), one_commit("Time passes", record=False):
            db.session.execute(update(OutboxMessage).values(next_try_at=now()))
        deliver(app)
    assert len(listener.requests) == 3
    assert len({one.headers["Webhook-Id"] for one in listener.requests}) == 1
    assert {one.path for one in listener.requests} == {"/hook"}
    page = owner.get("/admin/webhook/edit/?id=1").text
    assert "3 tries" in page


def test_what_came_of_it_is_shown(
    app: Flask, owner: Client, listener: Listener, secret: str, traffic: Traffic
) -> None:
    listener.answers = [500]
    page = owner.get("/admin/webhook/edit/?id=1")
    traffic.clear()
    answer = owner.send(page, form="/admin/webhook/test/")
    assert answer.status_code == 303
    assert traffic.commits == 1
    deliver(app)
    assert json.loads(listener.requests[0].body)["type"] == "test"
    assert "The receiver answered 500." in owner.get("/admin/webhook/edit/?id=1").text


@pytest.mark.parametrize("how", ["off", "deleted", "gone"])
def test_who_wants_no_more_gets_no_more(
    app: Flask, listener: Listener, post_id: int, how: str
) -> None:
    say(app, post_id)
    with app.app_context():
        while not db.session.query(OutboxMessage).filter_by(kind="webhook").count():
            assert deliver_due(1, mail=False) == 1
        with one_commit("Changed"):
            hook = db.session.query(Webhook).one()
            if how == "off":
                hook.is_on = False
            elif how == "deleted":
                db.session.delete(hook)
            else:
                listener.answers = [410]
            db.session.flush()
    deliver(app)
    assert len(listener.requests) == (1 if how == "gone" else 0)
    with app.app_context():
        failed = db.session.query(OutboxMessage).filter_by(kind="webhook").one()
        assert failed.state == "failed"


def test_words_that_were_deleted_meanwhile_are_not_told(
    app: Flask, listener: Listener, post_id: int
) -> None:
    ids = say(app, post_id)
    with app.app_context(), one_commit("Deleted", record=False):
        db.session.delete(db.session.get(Comment, ids[0]))
        db.session.flush()
    deliver(app)
    assert listener.requests == []
    with app.app_context():
        kept = db.session.scalars(select(OutboxMessage.payload)).all()
        assert "late" not in str(kept)


def test_another_secret_ends_the_first(
    app: Flask, owner: Client, listener: Listener, secret: str
) -> None:
    answer = owner.send(owner.get("/admin/webhook/edit/?id=1"), form="/admin/webhook/secret/")
    shown = re.search(r"whsec_[\w+/=]+", owner.get(answer.location).text)
    assert shown
    assert shown.group() != secret


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": "http://127.0.0.1/"}, "not public"),
        ({"address": "http://[::1]/"}, "not public"),
        ({"address": "http://169.254.169.254/latest"}, "not public"),
        ({"address": "ftp://example.org/"}, "whole address"),
        ({"address": "https://"}, "whole address"),
        ({"address": "https://example.org:x/"}, "whole address"),
        ({"address": "https://me:secret@example.org/"}, "no user and no password"),
        ({"address": "https://example.org/\0"}, ""),
        ({"address": "https://example.org/" + "x" * 600}, "500 characters"),
        ({"address": ""}, "Write the address"),
        ({"address": "https://example.org/", "comment_held": False}, "at least one thing"),
    ],
)
def test_what_can_not_be_meant_is_said_beside_its_field(
    app: Flask, owner: Client, fields: dict[str, Any], words: str
) -> None:
    answer = owner.submit("/admin/webhook/new/", {"comment_held": "y", **fields})
    if words:
        assert answer.status_code == 422
        assert words in answer.text
    else:
        assert answer.status_code in (303, 422)


def test_what_is_wanted_is_kept_by_the_database(app: Flask, owner: Client, secret: str) -> None:
    def wanted() -> str:
        with app.app_context():
            return db.session.scalar(select(Setting.announces)) or ""

    assert "post.published" in wanted()
    answer = owner.submit("/admin/webhook/edit/?id=1", {"is_on": False})
    assert answer.status_code == 303, answer.text
    assert wanted() == ""


def test_only_owners_have_any_of_it(app: Flask, people: dict[str, int]) -> None:
    for role in ("editor", "moderator", "author"):
        assert sign_in(app, role).get("/admin/webhook/").status_code == 403
