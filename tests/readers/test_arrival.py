"""How a text receives comments, and what keeps floods and robots off."""

from __future__ import annotations

import time
from datetime import timedelta
from hashlib import sha256
from typing import Any

import lxml.html
import pytest
from flask import Flask

from admin_app.columns import now
from admin_app.content.models import Post
from admin_app.readers import stamps
from admin_app.readers.models import Comment
from tests.publication.conftest import Site
from tests.readers.commenting import FIELDS, say
from tests.support.cast import make_people, sign_in
from tests.support.client import Client

LONG = "These are more words than two people would ever write alike by chance."


def form_of(html: str) -> dict[str, str]:
    form = lxml.html.document_fromstring(html).get_element_by_id("comment-form")
    return {name: value or "" for name, value in form.form_values()}


class TestModes:
    """A text receives comments as it says, or as the site does."""

    @pytest.mark.parametrize(
        ("sites", "own", "status"),
        [
            ("hold_first", "open", "approved"),
            ("open", "", "approved"),
            ("open", "hold_first", "pending"),
            ("open", "hold_all", "pending"),
            ("hold_all", "open", "approved"),
            ("signed_in", "open", "approved"),
        ],
    )
    def test_the_text_decides_before_the_site(
        self, client: Client, site: Site, sites: str, own: str, status: str
    ) -> None:
        site.settings(comments_mode=sites)
        site.change(Post, 1, comments_mode=own)
        assert say(client).status_code == 303
        assert site.comments()[0].status == status

    def test_a_closed_site_is_closed_whatever_a_text_says(self, client: Client, site: Site) -> None:
        site.settings(comments_mode="closed")
        site.change(Post, 1, comments_mode="open")
        assert "comment-form" not in client.get("/posts/p").text

    @pytest.mark.parametrize("where", ["site", "post"])
    def test_only_who_is_signed_in(
        self, app: Flask, client: Client, site: Site, where: str
    ) -> None:
        site.comment(1, "Of old.")
        open_form = client.get("/posts/p")
        if where == "site":
            site.settings(comments_mode="signed_in")
        else:
            site.change(Post, 1, comments_mode="signed_in")
        assert "Only people of this site comment here" in client.get("/posts/p").text
        answer = client.send(open_form, FIELDS, form="comment-form")
        assert answer.status_code == 403
        assert "Second words." in answer.text
        make_people(app)
        house = sign_in(app, "contributor")
        assert house.submit("/posts/p", {"body": "Ours."}, form="comment-form").status_code == 303
        assert [comment.body for comment in site.comments()] == ["Of old.", "Ours."]

    @pytest.mark.parametrize(("own", "is_open"), [(None, False), (0, True), (30, True), (3, False)])
    def test_a_text_has_days_of_its_own(
        self, client: Client, site: Site, own: int | None, is_open: bool
    ) -> None:
        site.settings(comments_close_after_days=7)
        site.post(slug="old", days_ago=8, comments_close_after_days=own)
        assert ("comment-form" in client.get("/posts/old").text) == is_open

    def test_both_are_set_on_the_form_of_the_text_and_go_with_a_copy(
        self, app: Flask, site: Site
    ) -> None:
        make_people(app)
        editor = sign_in(app, "editor")
        sent = {"comments_mode": "hold_all", "comments_close_after_days": "9"}
        assert editor.submit("/admin/post/edit/?id=1", sent).status_code == 303
        again = editor.get("/admin/post/edit/?id=1").text
        assert 'selected value="hold_all"' in again
        for wrong in ({"comments_mode": "closed"}, {"comments_close_after_days": "-1"}):
            assert editor.submit("/admin/post/edit/?id=1", wrong).status_code == 422
        with app.app_context():
            from admin_app.extensions import db

            post = db.session.get_one(Post, 1)
            assert (post.comments_mode, post.comments_close_after_days) == ("hold_all", 9)


class TestThreads:
    """Threads are as deep as the setting says; what is deeper already stays in sight."""

    def test_ten_levels_and_back_to_two(self, client: Client, site: Site) -> None:
        site.settings(comments_mode="open", comment_depth=10, comment_floods_per_minute=0)
        parent = ""
        for number in range(11):
            assert say(client, body=f"Level {number}.", parent_id=parent).status_code == 303
            parent = str(site.comments()[-1].id)
        assert [comment.depth for comment in site.comments()] == [*range(1, 11), 10]
        site.settings(comment_depth=2)
        text = client.get("/posts/p").text
        assert all(f"Level {number}." in text for number in range(11))
        assert say(client, body="Late.", parent_id=parent).status_code == 303
        assert (site.comments()[-1].depth, site.comments()[-1].parent_id) == (2, 1)

    def test_one_level_has_no_replies(self, client: Client, site: Site) -> None:
        site.settings(comments_mode="open", comment_depth=1)
        first = site.comment(1)
        assert ">Reply</a>" not in client.get("/posts/p").text
        say(client, parent_id=first)
        assert (site.comments()[-1].depth, site.comments()[-1].parent_id) == (1, None)


class TestHaste:
    """What is sent faster than anybody writes is refused, with the words kept."""

    def test_too_fast_is_refused_and_the_same_form_goes_through_later(
        self, client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site.settings(comment_least_seconds=5)
        answer = say(client)
        assert answer.status_code == 422
        assert "faster than anybody writes" in answer.text
        kept = form_of(answer.text)
        assert kept["body"].strip() == FIELDS["body"]
        clock = time.time() + 6
        monkeypatch.setattr(stamps.time, "time", lambda: clock)
        assert client.post("/posts/p/comments", data=kept).status_code == 303

    def test_a_form_of_yesterday_and_other_software_are_heard(
        self, client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site.settings(comment_least_seconds=5)
        data = form_of(client.get("/posts/p").text) | FIELDS
        forged = client.post("/posts/p/comments", data=data | {"opened": "1.2.3"})
        assert forged.status_code == 303
        later = time.time() + 90_000
        monkeypatch.setattr(stamps.time, "time", lambda: later)
        sent = data | {"body": "Slowly written.", "form_key": "another"}
        assert client.post("/posts/p/comments", data=sent).status_code == 303

    def test_the_house_may_be_as_fast_as_it_likes(self, app: Flask, site: Site) -> None:
        site.settings(comment_least_seconds=60)
        make_people(app, "author")
        answer = sign_in(app, "author").submit("/posts/p", {"body": "Ha."}, form="comment-form")
        assert answer.status_code == 303


class TestProof:
    """A browser that works for its comment is not held for that; one that does not is."""

    @pytest.mark.parametrize("kind", ["right", "none", "wrong", "borrowed"])
    def test_work_is_looked_at(self, client: Client, site: Site, kind: str) -> None:
        site.settings(comments_mode="open", comment_proof=True)
        page = client.get("/posts/p").text
        assert "Without JavaScript" in page
        data = form_of(page) | FIELDS
        key = data["form_key"] if kind != "borrowed" else "of another form"
        proof = {"none": "", "wrong": "-7"}.get(kind, _worked(data["opened"], key))
        answer = client.post("/posts/p/comments", data=data | {"proof": proof})
        assert answer.status_code == 303
        (comment,) = site.comments()
        expected = ("approved", None) if kind == "right" else ("pending", "unproven")
        assert (comment.status, comment.held_for) == expected
        if kind != "right":
            assert "did not do the calculation" in client.get("/posts/p").text


def _worked(stamp: str, key: str) -> str:
    number = 0
    while True:
        digest = sha256(f"{stamp}:{key}:{number}".encode()).digest()
        if digest[:2] == b"\0\0":
            return str(number)
        number += 1


class TestFloods:
    """A network sends four times as much as a reader, and no more."""

    def from_address(self, app: Flask, address: str, **fields: Any) -> int:
        client = app.test_client()
        page = client.get("/posts/p")
        return client.send(  # type: ignore[attr-defined,no-any-return]
            page, FIELDS | fields, form="comment-form", environ_base={"REMOTE_ADDR": address}
        ).status_code

    @pytest.mark.parametrize("network", ["203.0.113.{}", "2001:db8:0:1::{}"])
    def test_many_of_one_network(self, app: Flask, site: Site, network: str) -> None:
        site.settings(comment_floods_per_minute=1)
        codes = [
            self.from_address(app, network.format(n), email=f"a{n}@example.net", body=f"No. {n}")
            for n in range(1, 7)
        ]
        assert codes == [303] * 4 + [429] * 2
        assert self.from_address(app, "198.51.100.1", email="b@example.net") == 303

    def test_the_same_long_words_of_one_network_are_said_once(self, app: Flask, site: Site) -> None:
        sent = [
            self.from_address(app, f"203.0.113.{n}", email=f"a{n}@example.net", body=body)
            for n, body in enumerate((LONG, LONG.upper(), "Thanks!", "Thanks!"))
        ]
        assert sent == [303, 409, 303, 303]
        assert self.from_address(app, "198.51.100.1", email="b@example.net", body=LONG) == 303

    def test_yesterdays_are_forgotten(self, app: Flask, site: Site) -> None:
        self.from_address(app, "203.0.113.1", body=LONG)
        site.change(Comment, 1, created_at=now() - timedelta(days=1, minutes=1))
        assert self.from_address(app, "203.0.113.2", email="b@example.net", body=LONG) == 303
