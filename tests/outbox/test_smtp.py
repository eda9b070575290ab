"""Mail goes to the server that is named, over TLS where that is asked for."""

from datetime import UTC, datetime

import pytest

from admin_app.outbox.smtp import (
    BadSmtpUrl,
    Letter,
    NoConnection,
    NotNow,
    Postman,
    SmtpServer,
    Undeliverable,
)
from tests.support.smtp import CERTIFICATE, receiving


def letter(**changes):
    return Letter(
        **{
            "number": 7,
            "posted_at": datetime(2026, 11, 23, tzinfo=UTC),
            "sender": "desk@newsroom.example",
            "recipient": "ann@readers.example",
            "subject": "Hello",
            "text": "Words",
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 587)),
        ("smtp://mail.example:25?tls=none", SmtpServer("mail.example", 25, tls="none")),
        (
            "smtp://me%40x:p%2Fw%3A@mail.example:2525?tls=starttls",
            SmtpServer("mail.example", 2525, "me@x", "p/w:", "starttls"),
        ),
        ("smtps://mail.example", SmtpServer("mail.example", 465, tls="implicit")),
        ("smtp://[::1]:25", SmtpServer("::1", 25)),
        ("", None),
        ("  ", None),
    ],
)
def test_smtp_urls(url, server):
    assert SmtpServer.from_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:25",
        "http://me:secret@mail.example",
        "smtp://",
        "smtp://me:secret@mail.example:x",
        "smtp://me:secret@mail.example?tls=yes",
    ],
)
def test_a_wrong_url_is_named_without_its_password(url):
    with pytest.raises(BadSmtpUrl, match="SMTP_URL") as error:
        SmtpServer.from_url(url)
    assert "me:secret" not in str(error.value)


def test_the_password_goes_over_tls(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with receiving(tls=True) as receiver:
        url = receiver.url.replace("//", "//me:right@") + "?tls=starttls"
        with Postman(SmtpServer.from_url(url)) as postman:
            postman.deliver(letter())
    assert receiver.logins == [(b"me", b"right")]
    assert receiver.sessions[0].ssl is not None
    assert len(receiver.letters) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted():
    with receiving(tls=True) as receiver, Postman(SmtpServer.from_url(receiver.url)) as postman:
        with pytest.raises(NoConnection, match="certificate"):
            postman.deliver(letter())
    assert receiver.letters == []


def test_required_tls_that_is_not_offered_is_no_connection():
    with receiving() as receiver:
        url = receiver.url.replace("//", "//me:right@") + "?tls=starttls"
        with Postman(SmtpServer.from_url(url)) as postman, pytest.raises(NoConnection):
            postman.deliver(letter())
    assert receiver.logins == []


def test_a_password_is_not_sent_in_the_clear_to_another_machine(monkeypatch):
    monkeypatch.setattr("admin_app.outbox.smtp._is_here", lambda _: False)
    with receiving(auth_require_tls=False) as receiver:
        url = receiver.url.replace("//", "//me:right@")
        with Postman(SmtpServer.from_url(url)) as postman:
            with pytest.raises(NoConnection, match="password was not sent"):
                postman.deliver(letter())
    assert receiver.logins == []


def test_a_wrong_password_is_said_without_the_password():
    with receiving(auth_require_tls=False) as receiver:
        url = receiver.url.replace("//", "//me:wrong-secret@")
        with Postman(SmtpServer.from_url(url)) as postman:
            with pytest.raises(NoConnection, match="did not accept") as error:
                postman.deliver(letter())
    assert "secret" not in str(error.value)


def test_what_stands_in_a_letter_cannot_become_a_header():
    with receiving() as receiver, Postman(SmtpServer.from_url(receiver.url)) as postman:
        for changes in (
            {"subject": "a\r\nBcc: eve@evil.example"},
            {"recipient": "a@b.example\nBcc: eve@evil.example"},
            {"sender": "a@b.example\nBcc: eve@evil.example"},
            {"recipient": "a@b.example, eve@evil.example"},
        ):
            with pytest.raises(Undeliverable, match="header"):
                postman.deliver(letter(**changes))
        postman.deliver(letter(text="Words\r\n.\r\nRCPT TO:<eve@evil.example>\n.\nmore\n.x"))
    (envelope,) = receiver.envelopes
    assert envelope.rcpt_tos == ["ann@readers.example"]
    assert "RCPT TO:<eve@evil.example>" in receiver.letters[0].get_content()
    assert receiver.letters[0].get_content().splitlines()[-1] == ".x"


def test_letters_in_any_script_arrive():
    words = "Ünïcödé 漢字 😀\n" + "x" * 3000
    with receiving() as receiver, Postman(SmtpServer.from_url(receiver.url)) as postman:
        postman.deliver(letter(subject="漢字 " * 60, text=words))
    (arrived,) = receiver.letters
    assert arrived["Subject"].split() == ["漢字"] * 60
    assert arrived.get_content().splitlines() == words.splitlines()


def test_one_refusal_leaves_the_connection_for_the_next():
    with receiving() as receiver, Postman(SmtpServer.from_url(receiver.url)) as postman:
        receiver.recipient_answers = ["550 Nobody"]
        with pytest.raises(Undeliverable, match="550: Nobody"):
            postman.deliver(letter())
        receiver.data_answers = ["452 Full"]
        with pytest.raises(NotNow, match="452: Full"):
            postman.deliver(letter())
        postman.deliver(letter())
    assert len(receiver.letters) == 1
