"""A reader's comment is received, held or refused; what was typed is never lost."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import lxml.html
import pytest
from flask import Flask

from admin_app.columns import now
from admin_app.readers.models import Comment
from tests.publication.conftest import Site
from tests.readers.commenting import FIELDS, say
from tests.support.cast import make_people, sign_in
from tests.support.client import Client
from tests.support.together import at_once
from tests.support.traffic import Traffic


def typed(text: str) -> dict[str, str]:
    form = lxml.html.document_fromstring(text).get_element_by_id("comment-form")
    return {name: (value or "").strip("\n") for name, value in form.form_values()}


def errors(text: str) -> dict[str, str]:
    """What stands beside each field that is marked as wrong, told to screen readers too."""
    page = lxml.html.document_fromstring(text)
    found = {}
    for field in page.xpath("//form[@id='comment-form']//*[@aria-invalid='true']"):
        told = field.get("aria-describedby").split()
        found[field.get("name")] = " ".join(
            page.get_element_by_id(one).text_content() for one in told
        )
    return found


def test_a_first_comment_waits_for_a_moderator(
    client: Client, site: Site, traffic: Traffic
) -> None:
    traffic.clear()
    answer = say(client, url="ana.example.net")
    assert (answer.status_code, answer.location) == (303, "/posts/p#comment-notice")
    assert traffic.commits == 1
    assert len(traffic.statements) <= 23
    (comment,) = site.comments()
    assert (comment.status, comment.author_name) == ("pending", "Ana Lima")
    assert comment.author_url == "https://ana.example.net"
    assert comment.author_ip == "127.0.0.1"
    text = client.get("/posts/p").text
    assert "A moderator will look at your comment" in text
    assert "Second words." not in text
    assert "A moderator will look" not in client.get("/posts/p").text


def test_it_takes_a_bounded_number_of_statements_and_does_not_begin_with_the_whole_text(
    client: Client, site: Site, traffic: Traffic
) -> None:
    say(client)
    page = client.get("/posts/p")
    traffic.clear()
    fields = {"name": "Bo", "email": "bo@example.net", "body": "Other words."}
    assert client.send(page, fields, form="comment-form").status_code == 303
    assert traffic.commits == 1
    # The text and the settings, the text locked, who sends, the rules; the comment, its traces,
    # two of history, the form. SQLite begins anew before it writes, and reads the text again.
    assert len([one for one in traffic.statements if "BEGIN" not in one]) <= 10
    assert "post.body" not in traffic.statements[0]


def test_later_ones_of_an_approved_reader_are_published(client: Client, site: Site) -> None:
    site.comment(1, author_email="ana@example.net")
    answer = say(client, email="Ana@Example.net")
    comment = site.comments()[-1]
    assert comment.status == "approved"
    assert answer.location == f"/posts/p#comment-{comment.id}"
    assert "Second words." in client.get("/posts/p").text


@pytest.mark.parametrize(
    ("mode", "status"), [("open", "approved"), ("hold_all", "pending"), ("hold_first", "approved")]
)
def test_the_setting_says_who_is_published(
    client: Client, site: Site, mode: str, status: str
) -> None:
    site.comment(1, author_email="ana@example.net")
    site.settings(comments_mode=mode)
    say(client)
    assert site.comments()[-1].status == status


def test_who_is_signed_in_speaks_in_their_own_name(app: Flask, site: Site) -> None:
    people = make_people(app)
    site.settings(comments_mode="hold_all")
    client = sign_in(app, "author")
    page = client.get("/posts/p")
    assert 'name="email"' not in page.text
    answer = client.send(page, {"body": "From the house."}, form="comment-form")
    assert answer.status_code == 303
    (comment,) = site.comments()
    assert (comment.status, comment.user_id) == ("approved", people["author"])
    assert (comment.author_name, comment.author_email) == ("Author Moor", "author@example.org")
    assert "Editorial team" in client.get("/posts/p").text


def test_pages_take_comments_too(client: Client, site: Site) -> None:
    page = site.page(slug="about")
    assert say(client, "/pages/about").status_code == 303
    assert site.comments()[0].page_id == page


class TestReplies:
    """A reply hangs under what it replies to, three deep at most."""

    def test_reply_is_a_link_to_the_form(self, client: Client, site: Site) -> None:
        first = site.comment(1, "What I said.", author_name="Rui")
        page = lxml.html.document_fromstring(client.get("/posts/p").text)
        (link,) = page.xpath("//a[.='Reply']")
        assert link.get("aria-label") == "Reply to Rui"
        text = client.get(link.get("href")).text
        assert "Reply to Rui</h3>" in text
        assert say(client, link.get("href")).status_code == 303
        reply = site.comments()[-1]
        assert (reply.parent_id, reply.depth) == (first, 2)

    def test_the_third_level_is_the_last(self, client: Client, site: Site) -> None:
        first = site.comment(1)
        second = site.comment(1, parent_id=first, depth=2)
        third = site.comment(1, parent_id=second, depth=3)
        say(client, parent_id=third)
        reply = site.comments()[-1]
        assert (reply.parent_id, reply.depth) == (second, 3)

    @pytest.mark.parametrize("parent", ["0", "-1", "x", "1e3", "9" * 30, "1,2", "\u0663"])
    def test_a_parent_that_is_none_is_refused(
        self, client: Client, site: Site, parent: str
    ) -> None:
        answer = say(client, parent_id=parent)
        assert answer.status_code == 400
        assert typed(answer.text)["body"] == "First words.\n\nSecond words."
        assert site.comments() == []

    def test_a_parent_under_another_post_is_refused(self, client: Client, site: Site) -> None:
        elsewhere = site.comment(site.post())
        assert say(client, parent_id=elsewhere).status_code == 400

    @pytest.mark.parametrize("status", ["pending", "spam", "removed"])
    def test_what_is_not_shown_takes_no_replies(
        self, client: Client, site: Site, status: str
    ) -> None:
        assert say(client, parent_id=site.comment(1, status=status)).status_code == 400


class TestRefused:
    """What is wrong stands beside its field, and every word is still there."""

    def test_an_address_as_long_as_a_book_is_not_read(
        self, client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("email_validator.validate_email", None)  # it would take seconds
        answer = say(client, email="x" * 2_000_000 + "@example.net")
        assert answer.status_code == 422
        assert list(errors(answer.text)) == ["email"]

    @pytest.mark.parametrize(
        ("field", "value", "told"),
        [
            ("body", "", "Write your comment first."),
            ("body", " \n\t ", "Write your comment first."),
            ("body", "x" * 20_001, "20,000"),
            ("name", "", "Your name is missing."),
            ("name", "\u3164", "Your name is missing."),
            ("name", "x" * 101, "100 characters"),
            ("email", "", "missing"),
            ("email", "ana", "no email address"),
            ("email", "a@b", "no email address"),
            ("email", "ana@example.net\nBcc: x@example.org", "no email address"),
            ("email", "x" * 250 + "@example.net", "254"),
            ("url", "javascript:alert(1)", "http"),
            ("url", "https://user@example.org/", "http"),
            ("url", "https://e.org/" + "x" * 500, "500"),
        ],
    )
    def test_beside_the_field(
        self, client: Client, site: Site, field: str, value: str, told: str
    ) -> None:
        answer = say(client, **{"url": "", field: value})
        assert answer.status_code == 422
        assert list(errors(answer.text)) == [field]
        assert told in errors(answer.text)[field]
        kept = typed(answer.text)
        for name in {"name", "email", "body"} - {field}:
            assert kept[name] == FIELDS[name]
        assert site.comments() == []

    def test_a_robot_is_told_politely(self, client: Client, site: Site) -> None:
        answer = say(client, subject="Cheap pills")
        assert answer.status_code == 422
        assert typed(answer.text)["body"] == FIELDS["body"]
        assert site.comments() == []

    def test_the_same_again_is_a_conflict(self, client: Client, site: Site) -> None:
        say(client)
        answer = say(client, body="  FIRST words.\nSecond   words. ")
        assert answer.status_code == 409
        assert "You have said this here already." in answer.text
        assert "FIRST words." in typed(answer.text)["body"]
        assert len(site.comments()) == 1

    def test_the_same_elsewhere_or_after_a_day_is_not(self, client: Client, site: Site) -> None:
        say(client)
        other = site.post(slug="other")
        assert say(client, "/posts/other").status_code == 303
        first = site.comments()[0]
        site.change(Comment, first.id, created_at=now() - timedelta(days=1, minutes=1))
        assert say(client).status_code == 303
        assert other

    def test_a_flood_from_one_address_is_held_off(self, client: Client, site: Site) -> None:
        site.settings(comment_floods_per_minute=2)
        for number in range(2):
            assert say(client, email=f"a{number}@example.net").status_code == 303
        answer = say(client, email="a9@example.net")
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "60"
        assert typed(answer.text)["body"] == FIELDS["body"]
        for comment in site.comments():
            site.change(Comment, comment.id, created_at=now() - timedelta(seconds=61))
        assert say(client, email="a9@example.net").status_code == 303

    def test_a_flood_of_one_reader_is_held_off(self, client: Client, site: Site) -> None:
        site.settings(comment_floods_per_minute=2)
        for number in range(2):
            site.comment(
                1, author_email="ana@example.net", created_at=now(), fingerprint=str(number)
            )
        assert say(client).status_code == 429

    @pytest.mark.parametrize("reason", ["post", "site", "days"])
    def test_closed_comments_say_so_and_show_what_was_written(
        self, client: Client, site: Site, reason: str
    ) -> None:
        slug = "old"
        site.post(slug=slug, days_ago=8, comments_open=reason != "post")
        open_form = client.get("/posts/p")
        site.settings(
            comments_mode="closed" if reason == "site" else "open",
            comments_close_after_days=7 if reason == "days" else 0,
        )
        page = client.get(f"/posts/{slug}")
        assert "comment-form" not in page.text
        token = typed(open_form.text)["csrf_token"]
        answer = client.post(f"/posts/{slug}/comments", data=FIELDS | {"csrf_token": token})
        assert answer.status_code == 403
        assert "Second words." in answer.text
        assert "closed" in answer.text or "does not take comments" in answer.text
        assert site.comments() == []

    def test_no_token_no_comment(self, client: Client, site: Site) -> None:
        assert client.post("/posts/p/comments", data=FIELDS).status_code == 400
        assert site.comments() == []

    def test_what_was_typed_survives_a_form_that_is_too_old(
        self, client: Client, site: Site
    ) -> None:
        answer = client.post(
            "/posts/p/comments",
            data=FIELDS | {"csrf_token": "old"},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        assert answer.status_code == 400
        assert "Second words." in answer.text
        again = client.send(_as_page(answer), form="/posts/p/comments")
        assert again.status_code == 303
        assert len(site.comments()) == 1

    def test_a_text_that_is_gone_is_not_found(self, client: Client, site: Site) -> None:
        page = client.get("/posts/p")
        from admin_app.content.models import Post

        site.change(Post, 1, status="draft")
        assert client.send(page, FIELDS, form="comment-form").status_code == 404


def _as_page(answer: Any) -> Any:
    answer.status_code = 200
    return answer


def test_the_same_form_eight_times_at_once_is_one_comment(app: Flask, site: Site) -> None:
    client = app.test_client()
    data = typed(client.get("/posts/p").text) | FIELDS
    cookie = client.get_cookie("copydesk")
    assert cookie is not None

    def send() -> tuple[int, str | None]:
        own = app.test_client()
        own.set_cookie("copydesk", cookie.value)
        answer = own.post("/posts/p/comments", data=data)
        return answer.status_code, answer.location

    answers = at_once([send] * 8)
    assert answers == [(303, "/posts/p#comment-notice")] * 8
    assert len(site.comments()) == 1


def test_eight_copies_in_eight_forms_are_one_comment(app: Flask, site: Site) -> None:
    clients = [app.test_client() for _ in range(8)]
    forms = [typed(client.get("/posts/p").text) | FIELDS for client in clients]

    def send(client: Client, form: dict[str, str]) -> int:
        return client.post("/posts/p/comments", data=form).status_code

    codes = at_once([partial(send, *pair) for pair in zip(clients, forms, strict=True)])
    assert sorted(codes) == [303] + [409] * 7
    assert len(site.comments()) == 1
