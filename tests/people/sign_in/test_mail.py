"""Links by mail: stored with the save, the same answer for everyone, and each good for once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from admin_app.extensions import db
from admin_app.outbox.models import OutboxMessage
from admin_app.people.models import User
from admin_app.unit_of_work import one_commit
from tests.support.cast import PASSWORD, address, sign_in, stored_person
from tests.support.client import Client
from tests.support.traffic import Traffic, failing_at

NEW = "seven more plain words"
EDITOR = address("editor")

pytestmark = pytest.mark.usefixtures("people")


def letters(app: Flask) -> list[tuple[str, str, str]]:
    """What waits to go out: to whom, subject, text."""
    with app.app_context():
        found = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [(one.recipient, one.subject, one.payload["text"]) for one in found]


def link_in(text: str) -> str:
    found = re.search(r"http://localhost(/reset/\S+)", text)
    assert found, text
    return found[1]


def asked_link(app: Flask, email: str = EDITOR) -> str:
    app.test_client().submit("/reset", {"email": email})
    return link_in(letters(app)[-1][2])


def choose(client: Client, link: str, password: str = NEW) -> int:
    return client.submit(link, {"password": password, "password_confirm": password}).status_code


def test_known_and_unknown_addresses_get_the_same_answer(app: Flask, traffic: Traffic) -> None:
    pages = []
    for email in (EDITOR, "nobody@example.org"):
        client = app.test_client()
        page = client.get("/reset")
        traffic.clear()
        answer = client.send(page, {"email": email})
        assert traffic.commits == 1
        assert answer.status_code == 303
        followed = client.get(answer.location)
        hidden = r'name="(csrf_token|form_key)" value="[^"]+"'
        pages.append((list(answer.headers.keys()), re.sub(hidden, "", followed.text)))
    assert pages[0] == pages[1]
    assert "a link to set a new password is on its way" in pages[0][1]
    assert [to for to, _, _ in letters(app)] == [EDITOR]


def test_they_cost_the_same(app: Flask, traffic: Traffic) -> None:
    """As many statements, of the same kinds, and as long a letter; no more than that is done."""
    client = app.test_client()
    said: list[list[str]] = []
    for email in (EDITOR, "nobody@example.org"):
        page = client.get("/reset")
        traffic.clear()
        client.send(page, {"email": email})
        said.append([event.split()[0] for event in traffic.events])
    known, unknown = said
    ending = {"RELEASE": "ROLLBACK"}  # of the savepoint, within which the letter is stored
    assert [ending.get(word, word) for word in known] == unknown


def test_the_same_form_sent_eight_times_is_one_letter(app: Flask, client: Client) -> None:
    page = client.get("/reset")
    answers = {client.send(page, {"email": EDITOR}).location for _ in range(8)}
    assert answers == {"/reset"}
    assert len(letters(app)) == 1


@pytest.mark.parametrize("values", [{"password": None}, {"active": False}])
def test_who_may_not_sign_in_gets_no_letter(
    app: Flask, people: dict[str, int], client: Client, values: dict[str, object]
) -> None:
    with app.app_context(), one_commit("test", record=False):
        db.session.execute(update(User).where(User.id == people["editor"]).values(**values))
    assert client.submit("/reset", {"email": EDITOR}).status_code == 303
    assert letters(app) == []


@pytest.mark.parametrize("email", ["", "nobody", "a@b\nBcc: c@d", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_told_beside_the_field(app: Flask, email: str) -> None:
    answer = app.test_client().submit("/reset", {"email": email})
    assert 'id="email-error"' in answer.text
    assert letters(app) == []


def test_an_address_as_long_as_a_book_is_not_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("email_validator.validate_email", None)  # it would take seconds
    answer = app.test_client().submit("/reset", {"email": "x" * 2_000_000 + "@example.org"})
    assert 'id="email-error"' in answer.text


def test_a_link_sets_a_password_once_and_signs_out_everywhere(
    app: Flask, people: dict[str, int], client: Client, traffic: Traffic
) -> None:
    elsewhere = sign_in(app, "editor")
    link = asked_link(app)
    page = client.get(link)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "private, no-store"
    traffic.clear()
    answer = client.send(page, {"password": NEW, "password_confirm": NEW})
    assert answer.status_code == 302
    assert traffic.commits == 1
    assert letters(app)[-1][:2] == (EDITOR, "Your password was set anew")
    assert elsewhere.get("/admin/").status_code == 302
    assert client.submit("/login", {"email": EDITOR, "password": NEW}).status_code == 302
    changed = stored_person(app, people["editor"]).password
    again = app.test_client()
    assert again.get(link).location == "/reset"
    assert again.send(page, {"password": PASSWORD, "password_confirm": PASSWORD}).status_code in (
        302,
        400,
    )
    assert stored_person(app, people["editor"]).password == changed


def test_a_link_works_over_tls_without_a_referrer(app: Flask, client: Client) -> None:
    app.config["SESSION_COOKIE_SECURE"] = True
    app.config["SESSION_COOKIE_NAME"] = "__Host-copydesk"
    page = client.get(asked_link(app), base_url="https://localhost")
    assert "Strict-Transport-Security" in page.headers
    token = re.findall('csrf_token" value="([^"]+)', page.text)[0]
    sent = {"password": NEW, "password_confirm": NEW, "csrf_token": token}
    answer = client.post(
        page.request.path, data=sent, base_url="https://localhost", headers={"Origin": "null"}
    )
    assert answer.status_code == 302


def test_a_link_that_is_too_old_is_refused(app: Flask, client: Client) -> None:
    link = asked_link(app)
    app.config["SECURITY_RESET_PASSWORD_WITHIN"] = timedelta(seconds=-1)
    answer = client.get(link, follow_redirects=True)
    assert "Ask for a new one below" in answer.text


def test_two_who_use_one_link_at_once_set_one_password(app: Flask, people: dict[str, int]) -> None:
    """The second has opened the page as well; when it is sent, the link has been used."""
    link = asked_link(app)
    first, second = app.test_client(), app.test_client()
    pages = [first.get(link), second.get(link)]
    assert first.send(pages[0], {"password": NEW, "password_confirm": NEW}).status_code == 302
    after = stored_person(app, people["editor"]).password
    late = second.send(pages[1], {"password": PASSWORD, "password_confirm": PASSWORD})
    assert late.location == "/reset"
    assert stored_person(app, people["editor"]).password == after


@pytest.mark.parametrize("password", ["password", "12345678", "aaaaaaaa", EDITOR, "a" * 10_000])
def test_a_password_that_is_tried_first_is_refused(
    app: Flask, people: dict[str, int], client: Client, password: str
) -> None:
    before = stored_person(app, people["editor"]).password
    assert choose(client, asked_link(app), password) == 200
    assert stored_person(app, people["editor"]).password == before


def test_sixty_four_characters_of_any_script_are_a_password(app: Flask, client: Client) -> None:
    password = "ÄÖÜ漢字かな한글ελλην🔑ик"[:16] * 4
    assert len(password) == 64
    assert choose(client, asked_link(app), password) == 302
    assert client.submit("/login", {"email": EDITOR, "password": password}).status_code == 302


@pytest.mark.parametrize("site_url", ["", "https://desk.example.org"])
def test_a_host_that_nobody_vouches_for_gets_no_link(
    app: Flask, client: Client, site_url: str
) -> None:
    app.config["SITE_URL"] = site_url
    page = client.get("/reset", base_url="http://evil.example")
    data = {"email": EDITOR, "csrf_token": re.findall('csrf_token" value="([^"]+)', page.text)[0]}
    for email in (EDITOR, "nobody@example.org"):
        answer = client.post("/reset", base_url="http://evil.example", data=data | {"email": email})
        assert answer.status_code == 400
        assert "SITE_URL" in answer.text
    assert letters(app) == []


def test_a_host_that_is_not_trusted_is_refused(app: Flask, client: Client) -> None:
    app.config["TRUSTED_HOSTS"] = ["desk.example.org"]
    for path in ("/reset", "/login", "/"):
        assert client.get(path, base_url="http://evil.example").status_code == 400
    assert client.get("/login", base_url="http://desk.example.org").status_code == 200


def test_links_lead_to_the_address_of_the_site(app: Flask, client: Client) -> None:
    app.config["SITE_URL"] = "https://desk.example.org"
    data = {"email": EDITOR}
    assert client.submit("/reset", data).status_code == 303
    ((_, _, text),) = letters(app)
    assert "https://desk.example.org/reset/" in text
    assert "localhost" not in text


def test_an_invitation_is_one_commit_and_lets_the_person_in(
    app: Flask, client: Client, traffic: Traffic
) -> None:
    owner = sign_in(app, "owner")
    page = owner.get("/admin/user/new/")
    traffic.clear()
    answer = owner.send(page, {"name": "Nia Noor", "email": "Nia@example.org", "role": "author"})
    assert answer.status_code == 303
    assert traffic.commits == 1
    ((to, _, text),) = letters(app)
    assert to == "nia@example.org"
    assert "Owner Moor has made an account for you" in text
    assert choose(client, link_in(text)) == 302
    assert client.submit("/login", {"email": to, "password": NEW}).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_the_same_invitation_sent_eight_times_is_one_person(app: Flask) -> None:
    owner = sign_in(app, "owner")
    page = owner.get("/admin/user/new/")
    fields = {"name": "Nia Noor", "email": "nia@example.org", "role": "author"}
    answers = {owner.send(page, fields).location for _ in range(8)}
    assert len(answers) == 1
    assert len(letters(app)) == 1


def test_who_was_imported_gets_in_by_a_link_that_an_owner_sends(
    app: Flask, people: dict[str, int], client: Client
) -> None:
    with app.app_context(), one_commit("test", record=False):
        db.session.execute(update(User).where(User.id == people["author"]).values(password=None))
    owner = sign_in(app, "owner")
    url = f"/admin/user/edit/?id={people['author']}"
    assert "can&#39;t sign in" in owner.get(url).text or "can't sign in" in owner.get(url).text
    assert owner.submit(url, form="/admin/user/link/").status_code == 303
    ((to, _, text),) = letters(app)
    assert to == address("author")
    assert choose(client, link_in(text)) == 302
    assert client.submit("/login", {"email": to, "password": NEW}).status_code == 302


def test_the_old_address_is_told_of_a_new_one_and_its_links_are_void(
    app: Flask, people: dict[str, int], client: Client, traffic: Traffic
) -> None:
    link = asked_link(app)
    owner = sign_in(app, "owner")
    page = owner.get(f"/admin/user/edit/?id={people['editor']}")
    traffic.clear()
    assert owner.send(page, {"email": "eve@example.org"}).status_code == 303
    assert traffic.commits == 1
    to, subject, text = letters(app)[-1]
    assert (to, subject) == (EDITOR, "Your address on the desk was changed")
    assert "eve@example.org" in text
    assert client.get(link).location == "/reset"
    assert client.submit("/login", {"email": EDITOR, "password": PASSWORD}).status_code == 200
    fields = {"email": "eve@example.org", "password": PASSWORD}
    assert client.submit("/login", fields).status_code == 302


@pytest.mark.parametrize("form", ["ask", "choose", "invite"])
def test_all_or_nothing_at_every_statement(app: Flask, people: dict[str, int], form: str) -> None:
    """A letter is there exactly if what it tells of is, and a success answer only then."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def state() -> tuple[int, str | None, int]:
        with app.app_context():
            count = len(db.session.scalars(select(User.id)).all())
        return len(letters(app)), stored_person(app, people["editor"]).password, count

    link = asked_link(app) if form == "choose" else ""
    for point in range(1, 60):
        before = state()
        client = sign_in(app, "owner") if form == "invite" else app.test_client()
        page = client.get({"ask": "/reset", "choose": link, "invite": "/admin/user/new/"}[form])
        fields = {
            "ask": {"email": EDITOR},
            "choose": {"password": NEW, "password_confirm": NEW},
            "invite": {"name": "Nia Noor", "email": "nia@example.org", "role": "author"},
        }[form]
        with failing_at(point) as traffic, client:
            answer = client.send(page, fields)
        after = state()
        if len(traffic.events) < point:
            assert answer.status_code in (302, 303)
            assert after[0] == before[0] + 1
            return
        assert answer.status_code >= 400
        assert after == before
        assert app.test_client().get("/login").status_code == 200
    pytest.fail("it never came to its end")
