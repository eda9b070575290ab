"""Readers confirm their address, are told of answers, and end that by one click."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.outbox.delivery import deliver_due
from admin_app.outbox.models import OutboxMessage
from admin_app.readers.actions.answers import tell_of_answers
from admin_app.readers.models import Comment, Reader, Watch
from admin_app.unit_of_work import one_commit
from tests.publication.conftest import Site
from tests.support.cast import make_people, sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

MAILS = db.select(OutboxMessage).where(OutboxMessage.kind == "mail").order_by(OutboxMessage.id)
FIELDS = {"name": "Ana Lima", "email": "ana@example.net", "body": "First words."}


@pytest.fixture
def site(app: Flask) -> Site:
    """A site with one post, at /posts/p, that publishes all comments."""
    made = Site(app)
    made.post(title="Ferries", slug="p")
    made.settings(comments_mode="open", comment_floods_per_minute=0)
    return made


def say(client: Client, **fields: Any) -> Any:
    return client.submit("/posts/p", FIELDS | fields, form="comment-form")


def mails(app: Flask) -> list[OutboxMessage]:
    app.config["SITE_URL"] = "http://localhost"
    with app.app_context():
        deliver_due(mail=False)
        found = list(
            db.session.scalars(
                db.select(OutboxMessage)
                .where(OutboxMessage.kind == "mail")
                .order_by(OutboxMessage.id)
            )
        )
        db.session.expunge_all()
        return found


def link_in(mail: OutboxMessage, path: str) -> str:
    found = re.search(rf"http://localhost(/{path}/[\w.-]+)", mail.payload["text"])
    assert found, mail.payload["text"]
    return found[1]


def stored(app: Flask) -> Reader:
    with app.app_context():
        reader = db.session.scalars(db.select(Reader)).one()
        db.session.expunge(reader)
        return reader


def other(app: Flask) -> Client:
    client = app.test_client()
    assert isinstance(client, Client)
    return client


class TestConfirming:
    """Where the site asks for it, a comment waits for its reader's own word."""

    @pytest.fixture(autouse=True)
    def asking(self, site: Site) -> None:
        site.settings(comments_mode="hold_first", comment_confirmation=True)

    def test_a_link_confirms_by_a_button_and_the_comment_appears(
        self, app: Flask, client: Client, site: Site, traffic: Traffic
    ) -> None:
        page = client.get("/posts/p")
        traffic.clear()
        client.send(page, FIELDS, form="comment-form")
        assert traffic.commits == 1
        assert "once you have confirmed that the address is yours" in client.get("/posts/p").text
        assert (site.comments()[0].status, site.comments()[0].held_for) == (
            "pending",
            "unconfirmed",
        )
        (mail,) = mails(app)
        assert (mail.recipient, mail.key) == ("ana@example.net", None)
        link = link_in(mail, "comments/confirm")
        page = client.get(link)
        assert stored(app).confirmed_at is None
        assert "no-referrer" in page.headers["Referrer-Policy"]
        assert client.send(page, form=link).status_code == 303
        assert stored(app).confirmed_at is not None
        assert site.comments()[0].status == "approved"
        assert client.submit(link, form=link).status_code == 303
        say(client, body="Second words.")
        assert site.comments()[1].status == "approved"
        assert len(mails(app)) == 1

    def test_confirmed_is_not_trusted_where_the_setting_says_so(
        self, app: Flask, client: Client, site: Site
    ) -> None:
        site.settings(comment_trust_confirmed=False)
        site.add(Reader(email="ana@example.net", confirmed_at=now()))
        say(client)
        assert site.comments()[0].held_for == "newcomer"

    def test_nobody_is_mailed_twice_a_day_for_what_others_type(
        self, app: Flask, client: Client, site: Site
    ) -> None:
        for number in range(5):
            assert say(client, body=f"Words {number}.").status_code == 303
        assert len(mails(app)) == 1
        assert len(site.comments()) == 5

    def test_an_old_link_asks_for_a_new_one(
        self, app: Flask, client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        say(client)
        link = link_in(mails(app)[0], "comments/confirm")
        later = time.time() + 3 * 86_400 + 60
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
        page = client.get(link)
        assert "This link is too old" in page.text
        assert client.send(page, form=link).status_code == 429
        site.change(Reader, 1, asked_at=now() - timedelta(hours=1))
        client.send(page, form=link)
        assert len(mails(app)) == 2
        assert stored(app).confirmed_at is None
        new = link_in(mails(app)[1], "comments/confirm")
        client.submit(new, form=new)
        assert stored(app).confirmed_at is not None

    @pytest.mark.parametrize("token", ["x", "W10.a.b", "a" * 3_000, "%00", "é"])
    def test_forged_links_are_not_found(self, client: Client, site: Site, token: str) -> None:
        assert client.get(f"/comments/confirm/{token}").status_code == 404

    def test_a_link_of_somebody_who_was_erased_confirms_nothing(
        self, app: Flask, client: Client, site: Site
    ) -> None:
        say(client)
        link = link_in(mails(app)[0], "comments/confirm")
        page = client.get(link)
        with app.app_context(), one_commit("Erased", record=False):
            db.session.execute(db.delete(Reader))
        assert client.send(page, form=link).status_code == 404

    def test_a_host_that_is_not_the_sites_own_gets_no_link(self, app: Flask, site: Site) -> None:
        client = other(app)
        page = client.get("/posts/p", base_url="http://evil.example")
        answer = client.send(page, FIELDS, form="comment-form", base_url="http://evil.example")
        assert answer.status_code == 303
        assert mails(app) == []
        assert site.comments()[0].status == "pending"


class TestAnswers:
    """Who asked for it gets a mail for each answer that appears, and no other."""

    @pytest.fixture
    def ana(self, app: Flask, client: Client, site: Site) -> Client:
        """A reader who has commented, asked to be told, and confirmed."""
        say(client, wants_answers="y")
        link = link_in(mails(app)[0], "comments/confirm")
        client.submit(link, form=link)
        return client

    def test_without_a_confirmation_no_mail_comes(
        self, app: Flask, client: Client, site: Site
    ) -> None:
        say(client, wants_answers="y")
        say(other(app), parent_id="1", email="rui@example.net", body="An answer.")
        assert len(mails(app)) == 1

    def test_an_answer_is_told_in_its_own_commit(
        self, app: Flask, ana: Client, site: Site, traffic: Traffic
    ) -> None:
        rui = other(app)
        page = rui.get("/posts/p?reply_to=1")
        traffic.clear()
        sent = FIELDS | {"name": "Rui", "email": "rui@example.net", "body": "An <b>answer</b>."}
        assert rui.send(page, sent, form="comment-form").status_code == 303
        assert traffic.commits == 1
        mail = mails(app)[-1]
        assert mail.recipient == "ana@example.net"
        assert mail.subject == "Rui has answered you on “Ferries”"
        assert "http://localhost/posts/p#comment-2" in mail.payload["text"]
        assert "An &lt;b&gt;answer&lt;/b&gt;." in mail.payload["html"]
        assert "src=" not in mail.payload["html"]
        assert mail.payload["unsubscribe"].startswith("http://localhost/unsubscribe/")

    def test_own_answers_and_those_elsewhere_are_not_told(
        self, app: Flask, ana: Client, site: Site
    ) -> None:
        before = len(mails(app))
        say(ana, parent_id="1", body="To myself.")
        say(other(app), email="rui@example.net", body="To nobody.")
        assert len(mails(app)) == before

    def test_it_is_told_once_when_it_is_approved_and_not_on_undo(
        self, app: Flask, ana: Client, site: Site
    ) -> None:
        site.settings(comments_mode="hold_all")
        say(other(app), parent_id="1", email="rui@example.net", body="An answer.")
        before = len(mails(app))
        make_people(app, "owner")
        owner = sign_in(app, "owner")

        def press(button: str, tab: str) -> None:
            page = owner.get(f"/admin/comment/?status={tab}")
            answer = owner.send(page, form="/admin/comment/action/", button=f"action={button}:2")
            assert answer.status_code == 303

        press("approve", "pending")
        assert len(mails(app)) == before + 1
        press("remove", "approved")
        press("restore", "removed")
        assert site.comments()[1].status == "approved"
        assert len(mails(app)) == before + 1

    def test_an_answer_of_the_house_is_told(self, app: Flask, ana: Client, site: Site) -> None:
        make_people(app, "owner")
        owner = sign_in(app, "owner")
        before = len(mails(app))
        answer = owner.submit("/admin/comment/reply/?id=1", {"body": "From the house."})
        assert answer.status_code == 303
        assert len(mails(app)) == before + 1

    def test_on_the_last_level_those_before_are_told(
        self, app: Flask, ana: Client, site: Site
    ) -> None:
        site.settings(comment_depth=2)
        rui = other(app)
        say(rui, parent_id="1", email="rui@example.net", body="An answer.")
        say(ana, parent_id="2", body="Back to you.", wants_answers="y")
        before = len(mails(app))
        say(rui, parent_id="3", email="rui@example.net", body="And to you.")
        told = mails(app)[before:]
        assert [mail.recipient for mail in told] == ["ana@example.net", "ana@example.net"]

    def test_one_post_of_a_mail_program_ends_it(self, app: Flask, ana: Client, site: Site) -> None:
        say(other(app), parent_id="1", email="rui@example.net", body="An answer.")
        mail = mails(app)[-1]
        end = mail.payload["unsubscribe"].removeprefix("http://localhost")
        machine = app.test_client()
        assert machine.get(end).status_code == 200
        with app.app_context():
            assert db.session.scalars(db.select(Watch.stopped_at)).one() is None
        for _ in range(2):
            sent = machine.post(end, data={"List-Unsubscribe": "One-Click"})
            assert sent.status_code == 200
        before = len(mails(app))
        say(other(app), parent_id="1", email="eva@example.net", body="Another.")
        assert len(mails(app)) == before

    def test_all_of_it_ends_and_begins_again_by_a_new_link(
        self, app: Flask, ana: Client, site: Site
    ) -> None:
        say(other(app), parent_id="1", email="rui@example.net", body="An answer.")
        found = re.search(r"at all: http://localhost(\S+)", mails(app)[-1].payload["text"])
        assert found
        app.test_client().post(found[1])
        before = len(mails(app))
        say(other(app), parent_id="1", email="eva@example.net", body="Another.")
        assert len(mails(app)) == before
        site.change(Reader, 1, asked_at=now() - timedelta(days=2))
        say(ana, body="I am back.", wants_answers="y")
        assert len(mails(app)) == before + 1
        link = link_in(mails(app)[-1], "comments/confirm")
        ana.submit(link, form=link)
        say(other(app), parent_id="1", email="lea@example.net", body="Welcome.")
        assert len(mails(app)) == before + 2

    def test_many_at_once_are_as_few_statements_as_one(
        self, app: Flask, ana: Client, site: Site, traffic: Traffic
    ) -> None:
        ids = [
            site.comment(1, f"No. {n}", parent_id=1, depth=2, author_email="rui@example.net")
            for n in range(30)
        ]
        counts = []
        for some in (ids[:1], ids[1:]):
            with app.test_request_context(), one_commit("Told", record=False):
                traffic.clear()
                tell_of_answers(some)
                db.session.flush()
                counts.append(len(traffic.statements))
        assert counts[0] == counts[1] <= 4
        assert len({mail.key for mail in mails(app)[1:]}) == len(ids)

    def test_what_was_undone_before_the_worker_came_is_told_to_nobody(
        self, app: Flask, ana: Client, site: Site
    ) -> None:
        say(other(app), parent_id="1", email="rui@example.net", body="An answer.")
        site.change(Comment, 2, status="pending")
        assert len(mails(app)) == 1
