"""Akismet is asked by the worker, after the save; what it does or fails to do breaks nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.extensions import db
from admin_app.outbox.delivery import deliver_due
from admin_app.outbox.models import OutboxMessage
from admin_app.readers.akismet import tell_what_differs
from admin_app.readers.models import Comment, Decision
from admin_app.web import outgoing
from tests.publication.conftest import Site
from tests.readers.desk.queue import QUEUE, act, undo
from tests.support.cast import sign_in
from tests.support.client import Client


class Fake(ThreadingHTTPServer):
    """A server that gives the answers it is told to, and notes what it was asked."""

    def __init__(self) -> None:
        self.answer, self.status, self.delay = "false", 200, 0.0
        self.asked: list[tuple[str, dict[str, str]]] = []
        super().__init__(("127.0.0.1", 0), _Handler)
        Thread(target=self.serve_forever, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        server.asked.append((self.path, {name: values[0] for name, values in sent.items()}))
        time.sleep(server.delay)
        self.send_response(server.status)
        self.end_headers()
        self.wfile.write(server.answer.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def akismet(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """A fake of the service, switched on in the settings."""
    fake = Fake()
    monkeypatch.setitem(app.config, "WEBHOOK_NETWORKS", ["127.0.0.0/8"])
    monkeypatch.setitem(app.config, "SITE_URL", "https://blog.example")
    app.extensions.pop("akismet_rests", None)
    site = Site(app)
    site.settings(
        akismet_on=True,
        akismet_key="abc123",
        akismet_server=f"http://127.0.0.1:{fake.server_port}",
    )
    site.post(slug="p")
    yield fake
    app.extensions.pop("akismet_rests", None)
    fake.shutdown()
    fake.server_close()


Write = Callable[..., int]


@pytest.fixture
def write(app: Flask, client: Client) -> Write:
    def send(body: str = "The ferry was late") -> int:
        fields = {"name": "Ana", "email": "ana@example.net", "body": body}
        assert client.submit("/posts/p", fields, form="comment-form").status_code in (302, 303)
        with app.app_context():
            found = db.session.scalar(select(Comment.id).order_by(Comment.id.desc()).limit(1))
            assert found
            return found

    return send


def work(app: Flask) -> None:
    with app.app_context():
        tell_what_differs()
        deliver_due(mail=False)


def stored(app: Flask, comment_id: int) -> tuple[str, str | None]:
    with app.app_context():
        row = db.session.get(Comment, comment_id)
        assert row
        return row.status, row.akismet


def test_spam_leaves_the_queue_and_the_log_says_by_whom(
    app: Flask, people: dict[str, int], akismet: Fake, write: Write
) -> None:
    akismet.answer = "true"
    one = write("Buy boats")
    assert not akismet.asked
    assert stored(app, one) == ("pending", None)
    work(app)
    assert stored(app, one) == ("spam", "spam")
    path, sent = akismet.asked[0]
    assert path == "/1.1/comment-check"
    assert sent["comment_content"] == "Buy boats"
    assert sent["blog"] == "https://blog.example/"
    with app.app_context():
        assert db.session.scalars(select(Decision.made_by)).all() == ["akismet"]
    owner = sign_in(app, "owner")
    assert "Akismet" in owner.get("/admin/comment/log/").text
    undo(owner, app)
    assert stored(app, one)[0] == "pending"


def test_what_it_finds_good_still_waits_and_the_card_says_so(
    app: Flask, people: dict[str, int], akismet: Fake, write: Write
) -> None:
    one = write()
    work(app)
    assert stored(app, one) == ("pending", "ham")
    assert "Akismet sees no spam in it." in sign_in(app, "moderator").get(QUEUE).text


@pytest.mark.parametrize(
    ("answer", "status", "state"),
    [("invalid", 200, "failed"), ("<html>", 200, "failed"), ("true", 500, "waiting")],
)
def test_a_bad_answer_changes_nothing(
    app: Flask, akismet: Fake, write: Write, answer: str, status: int, state: str
) -> None:
    akismet.answer, akismet.status = answer, status
    one = write()
    work(app)
    assert stored(app, one) == ("pending", None)
    with app.app_context():
        kept = select(OutboxMessage.state).where(OutboxMessage.kind == "akismet")
        assert db.session.scalar(kept) == state


def test_one_that_does_not_answer_is_left_alone_for_a_while(
    app: Flask, akismet: Fake, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "WHOLE", 0.3)
    akismet.delay = 1.0
    first, second = write(), write("Another one")
    began = time.monotonic()
    work(app)
    assert time.monotonic() - began < 0.9
    assert stored(app, first) == stored(app, second) == ("pending", None)
    assert len(akismet.asked) == 1


def test_it_is_told_where_people_decided_otherwise_once(
    app: Flask, people: dict[str, int], akismet: Fake, write: Write
) -> None:
    akismet.answer = "true"
    wrong = write("A good one")
    work(app)
    akismet.answer = "false"
    missed = write("A bad one")
    work(app)
    moderator = sign_in(app, "moderator")
    act(moderator, "approve", wrong)
    act(moderator, "spam", missed)
    akismet.asked.clear()
    work(app)
    work(app)
    told = [(path, sent["comment_content"]) for path, sent in akismet.asked]
    assert sorted(told) == [
        ("/1.1/submit-ham", "A good one"),
        ("/1.1/submit-spam", "A bad one"),
    ]


def test_switched_off_it_hears_nothing(app: Flask, akismet: Fake, write: Write) -> None:
    write("Asked for, but not sent any more")
    Site(app).settings(akismet_on=False)
    write("Not asked for")
    work(app)
    assert not akismet.asked
    with app.app_context():
        kinds = select(OutboxMessage.kind).where(OutboxMessage.kind == "akismet")
        assert len(db.session.scalars(kinds).all()) == 1


def test_the_key_is_kept_and_never_shown(app: Flask, people: dict[str, int]) -> None:
    owner = sign_in(app, "owner")
    refused = owner.submit("/admin/setting/", {"akismet_on": "yes"}, form="/admin/setting/")
    assert refused.status_code == 422
    assert "needs the key" in refused.text
    sent = {"akismet_on": "yes", "akismet_key": "k3yk3y", "akismet_server": ""}
    assert owner.submit("/admin/setting/", sent, form="/admin/setting/").status_code == 303
    assert owner.submit("/admin/setting/", {"tagline": "x"}, form="/admin/setting/").status_code
    page = owner.get("/admin/setting/")
    assert "k3yk3y" not in page.text
    assert "k3yk3y" not in owner.get("/admin/activity/").text
