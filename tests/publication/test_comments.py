"""Readers change and withdraw what they wrote, and report what others wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.outbox.models import OutboxMessage
from admin_app.publication.own import COOKIE
from admin_app.readers.models import Comment, Report, Rule
from tests.publication.conftest import Site
from tests.support.cast import make_people, sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

FIELDS = {"name": "Ana Lima", "email": "ana@example.net", "body": "First words."}


@pytest.fixture
def site(app: Flask) -> Site:
    """A site with one post, at /posts/p, that publishes all comments."""
    made = Site(app)
    made.post(slug="p")
    made.settings(comments_mode="open", comment_floods_per_minute=0)
    return made


@pytest.fixture
def ana(client: Client, site: Site) -> Client:
    """A reader who has just commented."""
    assert client.submit("/posts/p", FIELDS, form="comment-form").status_code == 303
    return client


def edit(client: Client, body: str) -> Any:
    return client.submit("/comments/1/edit", {"body": body}, form="/comments/1/edit")


class TestOwn:
    """For ten minutes, in the browser that sent it, a comment is its writer's."""

    def test_it_is_changed_in_one_commit_and_history_says_by_whom(
        self, app: Flask, ana: Client, site: Site, traffic: Traffic
    ) -> None:
        assert "Edit or withdraw" in ana.get("/posts/p").text
        page = ana.get("/comments/1/edit")
        traffic.clear()
        answer = ana.send(page, {"body": "Better *words*."}, form="/comments/1/edit")
        assert (answer.status_code, answer.location) == (303, "/posts/p#comment-1")
        assert traffic.commits == 1
        (comment,) = site.comments()
        assert (comment.body, comment.status) == ("Better *words*.", "approved")
        with app.app_context():
            newest = db.session.scalars(db.select(Changeset).order_by(Changeset.id.desc())).first()
            assert newest is not None
            assert (newest.actor_id, newest.actor_name) == (None, "Ana Lima")

    def test_it_is_withdrawn(self, ana: Client, site: Site) -> None:
        answer = ana.submit("/comments/1/edit", form="/comments/1/withdraw")
        assert answer.status_code == 303
        (comment,) = site.comments()
        assert (comment.status, comment.reason_words) == ("removed", "Withdrawn by its writer")
        assert "First words." not in ana.get("/posts/p").text
        assert ana.get("/comments/1/edit").status_code == 403

    def test_nobody_else_can(self, app: Flask, ana: Client, site: Site) -> None:
        other = app.test_client()
        assert "Edit or withdraw" not in other.get("/posts/p").text
        token = ana.get_cookie(COOKIE)
        assert token is not None
        assert token.http_only
        for forged in ("", "x", token.value[:-3] + "abc", "W1sxXV0.a.b"):
            other.set_cookie(COOKIE, forged)
            assert other.get("/comments/1/edit").status_code == 404
        elsewhere = site.comment(1)
        assert ana.get(f"/comments/{elsewhere}/edit").status_code == 404

    @pytest.mark.parametrize("why", ["late", "removed", "spam"])
    def test_it_ends_and_the_words_are_kept(self, ana: Client, site: Site, why: str) -> None:
        page = ana.get("/comments/1/edit")
        if why == "late":
            site.change(Comment, 1, created_at=now() - timedelta(minutes=10, seconds=1))
        else:
            site.change(Comment, 1, status=why, decided_at=now())
        answer = ana.send(page, {"body": "Words of mine."}, form="/comments/1/edit")
        assert answer.status_code == 403
        assert "Words of mine." in answer.text
        assert site.comments()[0].body == "First words."
        withdrawn = ana.send(page, form="/comments/1/withdraw")
        assert withdrawn.status_code == 403

    def test_a_moderators_words_are_not_overwritten(self, ana: Client, site: Site) -> None:
        page = ana.get("/comments/1/edit")
        site.change(Comment, 1, body="As the house has put it.")
        answer = ana.send(page, {"body": "Words of mine."}, form="/comments/1/edit")
        assert answer.status_code == 409
        assert "Words of mine." in answer.text
        assert "As the house has put it." in answer.text
        again = ana.post(answer.request.path, data=_fields(answer.text))
        assert again.status_code == 303
        assert site.comments()[0].body == "Words of mine."

    @pytest.mark.parametrize("body", ["", " \n", "x" * 20_001])
    def test_what_is_wrong_stands_beside_it(self, ana: Client, site: Site, body: str) -> None:
        answer = edit(ana, body)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
        assert site.comments()[0].body == "First words."

    def test_an_edit_is_judged_anew_and_never_makes_it_appear(
        self, ana: Client, site: Site
    ) -> None:
        site.add(Rule(verdict="hold", kind="words", value="casino", sentence="Hold it", is_on=True))
        assert edit(ana, "Come to my casino.").location == "/posts/p#comment-notice"
        comment = site.comments()[0]
        assert (comment.status, comment.held_for) == ("pending", "rule")
        assert "A comment of yours waits." in ana.get("/posts/p").text
        edit(ana, "Nothing of it.")
        assert site.comments()[0].status == "pending"

    def test_what_a_moderator_approved_is_not_swapped(self, ana: Client, site: Site) -> None:
        site.settings(comments_mode="hold_first")
        site.change(Comment, 1, decided_at=now())
        edit(ana, "Quite another thing.")
        assert site.comments()[0].status == "pending"


class TestReports:
    """Readers say what is wrong; enough of them put a comment back to those that wait."""

    def report(self, app: Flask, address: str, reason: str = "abuse", words: str = "") -> Any:
        other = app.test_client()
        page = other.get("/comments/1/report")
        return other.send(  # type: ignore[attr-defined]
            page,
            {"reason": reason, "words": words},
            form="/comments/1/report",
            environ_base={"REMOTE_ADDR": address},
        )

    def test_three_networks_and_it_waits(
        self, app: Flask, ana: Client, site: Site, traffic: Traffic
    ) -> None:
        assert "/comments/1/report" in app.test_client().get("/posts/p").text
        traffic.clear()
        assert self.report(app, "203.0.113.1", words="He means me.").location == (
            "/posts/p#comment-notice"
        )
        assert traffic.commits == 1
        again = self.report(app, "203.0.113.77")
        assert again.status_code == 409
        assert "You, or somebody of your network, have reported this comment before." in again.text
        self.report(app, "198.51.100.1")
        assert site.comments()[0].status == "approved"
        self.report(app, "192.0.2.1")
        assert (site.comments()[0].status, site.comments()[0].held_for) == ("pending", "reported")
        make_people(app, "moderator")
        moderator = sign_in(app, "moderator")
        queue = moderator.get("/admin/comment/")
        assert "Insults or threatens: “He means me.”" in queue.text
        approved = moderator.send(queue, form="/admin/comment/action/", button="action=approve:1")
        assert approved.status_code == 303
        assert "He means me." not in moderator.get("/admin/comment/?status=approved").text
        assert self.report(app, "233.252.0.1").status_code == 303
        assert site.comments()[0].status == "approved"

    def test_what_is_not_shown_is_not_reported(self, app: Flask, ana: Client, site: Site) -> None:
        page = ana.get("/comments/1/report")
        site.change(Comment, 1, status="removed")
        assert ana.get("/comments/1/report").status_code == 404
        assert ana.send(page, {"reason": "spam"}, form="/comments/1/report").status_code == 404

    @pytest.mark.parametrize(
        ("reason", "words", "told"),
        [
            ("", "", "Choose one of these."),
            ("no such", "", "Choose one of these."),
            ("other", " ", "Say in a few words"),
            ("spam", "x" * 1_001, "1,000 characters"),
        ],
    )
    def test_what_is_wrong_stands_beside_it(
        self, ana: Client, site: Site, reason: str, words: str, told: str
    ) -> None:
        token = _fields(ana.get("/comments/1/report").text)["csrf_token"]
        sent = {"csrf_token": token, "reason": reason, "words": words}
        answer = ana.post("/comments/1/report", data=sent)
        assert answer.status_code == 422
        assert told in answer.text
        assert words.strip() in answer.text

    def test_a_report_that_says_nothing_is_none(self, ana: Client, site: Site) -> None:
        token = _fields(ana.get("/comments/1/report").text)["csrf_token"]
        answer = ana.post("/comments/1/report", data={"csrf_token": token, "words": "Look at it"})
        assert answer.status_code == 422
        assert "Choose one of these." in answer.text
        assert "Look at it" in answer.text
        assert site.comments()[0].held_for is None

    def test_webhooks_are_told(self, app: Flask, ana: Client, site: Site) -> None:
        site.settings(announces="comment.reported")
        self.report(app, "203.0.113.1", words="He means me.")
        with app.app_context():
            told = db.session.scalars(select(OutboxMessage.payload)).all()
        assert [(one["event"], one["ids"], one["facts"]) for one in told if "event" in one] == [
            ("comment.reported", [1], {"reason": "abuse"})
        ]

    def test_a_flood_of_reports_ends(self, app: Flask, ana: Client, site: Site) -> None:
        for number in range(10):
            site.add(
                Report(
                    comment_id=site.comment(1),
                    reason="spam",
                    reporter="203.0.113.0/24",
                    created_at=now() - timedelta(minutes=number),
                )
            )
        assert self.report(app, "203.0.113.9").status_code == 429
        assert self.report(app, "192.0.2.9").status_code == 303

    def test_the_house_stays(self, app: Flask, site: Site) -> None:
        people = make_people(app, "author")
        site.comment(1, user_id=people["author"])
        for address in ("203.0.113.1", "198.51.100.1", "192.0.2.1", "233.252.0.1"):
            self.report(app, address)
        assert site.comments()[0].status == "approved"


def _fields(html: str) -> dict[str, str]:

    form = lxml.html.document_fromstring(html).xpath("//form[@class='comment-form']")[0]
    return {name: (value or "").strip("\n") for name, value in form.form_values()}


def test_readers_pages_ask_no_other_site_for_anything(app: Flask, ana: Client, site: Site) -> None:
    site.settings(comment_proof=True)
    site.comment(1, "![x](https://evil.example/x.png) https://evil.example/ <img src=//e.example>")
    for address in ("/", "/posts/p", "/comments/1/edit", "/comments/1/report"):
        answer = ana.get(address)
        page = lxml.html.document_fromstring(answer.text)
        links = "//link[not(@rel='canonical')]/@href"
        asked = page.xpath(f"//@src | //@srcset | //@poster | //@data | {links}")
        assert asked
        assert all(one.startswith("/") and not one.startswith("//") for one in asked), asked
        assert "https:" not in answer.headers["Content-Security-Policy"]
