"""A mail is text and HTML with the same words, its links lead here, and it can be ended."""

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
from flask import Flask

from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.outbox import post_letter, post_mail, unsubscribe_link, unsubscribes
from admin_app.outbox.delivery import deliver_due
from admin_app.outbox.models import OutboxMessage
from admin_app.outbox.unsubscribing import _kinds
from admin_app.unit_of_work import one_commit
from admin_app.web.hosts import NoTrustedAddress, link_to
from tests.support.smtp import Receiver

ENDED: list[object] = []


@pytest.fixture
def kind() -> Iterator[str]:
    """A kind of mail that can be ended; what was ended is in `ENDED`."""
    ENDED.clear()

    @unsubscribes("test", "mail about ferries")
    def end(value: object) -> str:
        ENDED.append(value)
        return "Ask the harbour master for more."

    yield "test"
    del _kinds["test"]


def send(receiver: Receiver, name: str = "Ann", **more: str) -> EmailMessage:
    with one_commit("Posted a letter", record=False):
        post_letter(
            "ann@readers.example",
            f"For {name}",
            "people/email/address_changed",
            person={"name": name},
            email="new@readers.example",
            by="Olga",
            **more,
        )
    assert deliver_due() == 1
    return receiver.letters[-1]


def words(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_letter_is_text_and_html_and_loads_nothing(
    receiver: Receiver, context: Flask, kind: str
) -> None:
    context.config["SITE_URL"] = "https://desk.example.org"
    link = unsubscribe_link(kind, {"person": "n" * 200})
    arrived = send(receiver, name="<b>Ann</b> & co", unsubscribe=link)
    assert arrived.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in arrived.iter_parts()] == ["text/plain", "text/html"]
    text, html = words(arrived, "plain"), words(arrived, "html")
    assert "Hello <b>Ann</b> & co," in text
    assert "Hello &lt;b&gt;Ann&lt;/b&gt; &amp; co," in html
    assert link in text
    assert link in html
    assert not re.search(r"<img|<link|<style|<script|url\(|@import|\bsrc=", html)
    assert arrived["Auto-Submitted"] == "auto-generated"
    # As it went over the wire: mail programs decode no words in an address.
    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in receiver.envelopes[-1].content
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_letter_that_comes_once_has_no_way_out(receiver: Receiver, context: Flask) -> None:
    arrived = send(receiver)
    assert arrived["List-Unsubscribe"] is None
    assert "No more" not in words(arrived, "plain")


def test_nothing_that_is_told_becomes_a_header(receiver: Receiver, context: Flask) -> None:
    with pytest.raises(Refusal), one_commit("Posted", record=False):
        post_mail("ann@readers.example", "a\r\nBcc: eve@evil.example", "Words")
    for link in (
        "https://a.example/\r\nBcc: eve@evil.example",
        "https://a.example/> <x",
        "mailto:a",
    ):
        with pytest.raises(ValueError, match="unsubscribe"), one_commit("Posted", record=False):
            post_mail("ann@readers.example", "Hello", "Words", unsubscribe=link)
    assert db.session.query(OutboxMessage).count() == 0


@pytest.mark.parametrize(
    ("site_url", "served_on", "link"),
    [
        ("https://desk.example.org", "http://127.0.0.1:8000", "https://desk.example.org/reset"),
        ("", "http://127.0.0.1:8000", "http://127.0.0.1:8000/reset"),
    ],
)
def test_the_worker_knows_where_links_lead(
    context: Flask, site_url: str, served_on: str, link: str
) -> None:
    context.config.update(SITE_URL=site_url, SERVED_ON=served_on)
    assert link_to("security.forgot_password") == link


def test_a_link_never_leads_to_a_host_that_only_the_request_names(app: Flask) -> None:
    app.config["SERVED_ON"] = "http://127.0.0.1:8000"
    with app.test_request_context("/", base_url="http://localhost:5000"):
        assert link_to("security.forgot_password") == "http://localhost:5000/reset"
    with app.test_request_context("/", base_url="http://evil.example"):
        with pytest.raises(NoTrustedAddress):
            link_to("security.forgot_password")
    with app.app_context():
        app.config["SERVED_ON"] = ""
        with pytest.raises(NoTrustedAddress):
            link_to("security.forgot_password")


def path_of(link: str) -> str:
    return link.removeprefix("https://desk.example.org")


@pytest.fixture
def way_out(context: Flask, kind: str) -> Callable[[object], str]:
    """The path of a link that ends the kind."""
    context.config["SITE_URL"] = "https://desk.example.org"
    return lambda value: path_of(unsubscribe_link(kind, value))


def test_following_the_link_asks_and_the_button_ends(
    app: Flask, client, way_out: Callable[[object], str]
) -> None:
    there = way_out({"person": 7})
    asked = client.get(there)
    assert "No more mail about ferries?" in asked.text
    assert ENDED == []
    assert asked.headers["Referrer-Policy"] == "no-referrer"
    assert asked.headers["X-Robots-Tag"] == "noindex, nofollow"
    ended = client.post(there)
    assert ended.status_code == 200
    assert "Ask the harbour master" in ended.text
    assert ENDED == [{"person": 7}]


def test_a_mail_program_ends_it_by_one_post(client, way_out: Callable[[object], str]) -> None:
    there = way_out(7)
    answer = client.post(there, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert ENDED == [7]


def test_a_form_that_is_sent_twice_is_answered_alike(
    client, way_out: Callable[[object], str]
) -> None:
    there = way_out(7)
    page = client.get(there)
    for answer in (client.send(page, form=there), client.send(page, form=there)):
        assert answer.status_code == 200
        assert "Ask the harbour master" in answer.text


def test_a_forged_link_ends_nothing(client, way_out: Callable[[object], str]) -> None:
    there = way_out(7)
    for forged in (there[:-1], there.replace("/unsubscribe/", "/unsubscribe/x"), "/unsubscribe/x"):
        for answer in (client.get(forged), client.post(forged)):
            assert answer.status_code == 404
    assert ENDED == []
