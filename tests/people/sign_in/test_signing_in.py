"""Who knows the password is signed in; whoever doesn't learns nothing."""

from __future__ import annotations

import re
from typing import Any

import argon2.low_level
import pytest
from flask import Flask
from passlib.hash import argon2 as argon2_hash
from passlib.hash import pbkdf2_sha256
from sqlalchemy import update
from werkzeug.test import TestResponse

from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.unit_of_work import one_commit
from tests.support.cast import PASSWORD, address, sign_in, stored_person
from tests.support.client import Client
from tests.support.traffic import Traffic

pytestmark = pytest.mark.usefixtures("people")
OWNER = address("owner")


def attempt(client: Client, email: str, password: str) -> TestResponse:
    return client.submit("/login", {"email": email, "password": password})


def without_what_differs(page: str, email: str) -> str:
    page = page.replace(email, "EMAIL")
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def give_hash(person_id: int, hashed: str | None) -> None:
    with one_commit("test", record=False):
        db.session.execute(update(User).where(User.id == person_id).values(password=hashed))


def test_the_right_password_opens_the_desk(app: Flask, client: Client) -> None:
    answer = attempt(client, OWNER, PASSWORD)
    assert answer.status_code == 302
    assert answer.location == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_the_address_may_be_typed_in_capitals(client: Client) -> None:
    assert attempt(client, f"  {OWNER.upper()} ", PASSWORD).status_code == 302


def test_the_password_may_be_typed_in_another_normal_form(
    app: Flask, people: dict[str, int], client: Client
) -> None:
    with app.app_context():
        from admin_app.people.sign_in.passwords import stored

        give_hash(people["owner"], stored("Ça se lève tôt à Orléans"))
    decomposed = "C\u0327a se le\u0300ve to\u0302t a\u0300 Orle\u0301ans"
    assert attempt(client, OWNER, decomposed).status_code == 302


def test_signing_in_commits_nothing(app: Flask, client: Client, traffic: Traffic) -> None:
    attempt(client, OWNER, PASSWORD)
    assert traffic.commits == 0
    assert not traffic.writes


@pytest.mark.parametrize(
    "old",
    [
        argon2_hash.using(type="ID", memory_cost=1024, time_cost=1, parallelism=1).hash(PASSWORD),
        pbkdf2_sha256.using(rounds=1000).hash(PASSWORD),
    ],
    ids=["argon2", "pbkdf2"],
)
def test_an_older_hash_is_made_anew_in_one_commit(
    app: Flask, people: dict[str, int], client: Client, traffic: Traffic, old: str
) -> None:
    with app.app_context():
        give_hash(people["owner"], old)
    traffic.clear()
    assert attempt(client, OWNER, PASSWORD).status_code == 302
    assert traffic.commits == 1
    hashed = stored_person(app, people["owner"]).password
    assert hashed is not None
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    traffic.clear()
    assert attempt(app.test_client(), OWNER, PASSWORD).status_code == 302
    assert traffic.commits == 0


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(app: Flask) -> None:
    known = attempt(app.test_client(), OWNER, "not this one at all")
    unknown = attempt(app.test_client(), "nobody@example.org", "not this one at all")
    assert known.status_code == unknown.status_code == 200
    assert without_what_differs(known.text, OWNER) == without_what_differs(
        unknown.text, "nobody@example.org"
    )
    assert list(known.headers.keys()) == list(unknown.headers.keys())
    assert "don&#39;t belong together" in known.text


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each password hash costs that is computed from now on: its parameters, in order."""
    costs: list[str] = []
    low = argon2.low_level
    compute, verify = low.hash_secret, low.verify_secret

    def computed(**how: Any) -> bytes:
        made = compute(**how)
        costs.append(made.decode().split("$")[3])
        return made

    def verified(stored: bytes, *rest: Any) -> Any:
        costs.append(stored.decode().split("$")[3])
        return verify(stored, *rest)

    monkeypatch.setattr(low, "hash_secret", computed)
    monkeypatch.setattr(low, "verify_secret", verified)
    return costs


def test_they_cost_the_same(app: Flask, traffic: Traffic, hashed: list[str]) -> None:
    """One hash of the same parameters, and the same statements."""
    client = app.test_client()
    page = client.get("/login")
    work = []
    for email in (OWNER, "nobody@example.org", "what is no address"):
        traffic.clear()
        hashed.clear()
        client.send(page, {"email": email, "password": "not this one at all"})
        work.append((list(hashed), list(traffic.events)))
    known, unknown, nobody = work
    assert known[0] == ["m=19456,t=2,p=1"]
    assert known == unknown
    assert known[0] == nobody[0]


@pytest.mark.parametrize("hashed", [None, "!"])
def test_who_has_no_password_is_not_signed_in(
    app: Flask, people: dict[str, int], client: Client, hashed: str | None
) -> None:
    with app.app_context():
        give_hash(people["owner"], hashed)
    assert attempt(client, OWNER, "anything at all").status_code == 200
    assert client.get("/admin/").status_code == 302


def test_who_is_not_active_is_not_signed_in_and_told_nothing(
    app: Flask, people: dict[str, int], client: Client
) -> None:
    with app.app_context(), one_commit("test", record=False):
        db.session.execute(update(User).where(User.id == people["owner"]).values(active=False))
    answer = attempt(client, OWNER, PASSWORD)
    assert answer.status_code == 200
    assert "don&#39;t belong together" in answer.text


def test_a_huge_password_is_refused_unhashed(client: Client, hashed: list[str]) -> None:
    answer = attempt(client, OWNER, "a" * 10_000)
    assert answer.status_code == 200
    assert "don&#39;t belong together" in answer.text
    assert hashed == []


@pytest.mark.parametrize("email", ["", "x", "a@b@c", "x" * 5000 + "@example.org", "a\x00b@x.org"])
def test_what_is_no_address_signs_nobody_in(client: Client, email: str) -> None:
    answer = attempt(client, email, PASSWORD)
    assert answer.status_code == 200
    assert client.get("/admin/").status_code == 302


def test_what_was_typed_stays_but_the_password(client: Client) -> None:
    answer = attempt(client, OWNER, "not this one at all")
    assert OWNER in answer.text
    assert "not this one at all" not in answer.text


def test_json_does_not_sign_in(app: Flask, client: Client) -> None:
    page = client.get("/login").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    answer = client.post(
        "/login?include_auth_token",
        json={"email": OWNER, "password": PASSWORD},
        headers={"X-CSRFToken": found[1]},
    )
    assert answer.status_code == 415
    assert client.get("/login", headers={"Accept": "application/json"}).mimetype == "text/html"


def test_a_person_who_is_signed_in_is_led_on(app: Flask) -> None:
    answer = sign_in(app, "owner").get("/login")
    assert answer.status_code == 302
    assert answer.location == "/admin/"


FOREIGN = [
    "http:evil.com",
    "//evil.com/p",
    "///evil.com",
    "//localhost\\@evil.com/p",
    "http://localhost\\@evil.com/",
    "https://evil.com",
    "\\\\evil.com",
    "/\\evil.com",
    "/admin/\r\nLocation: http://evil.com",
    "http://[x",
    "javascript:alert(1)",
    " //evil.com",
    "\t//evil.com",
    "evil.com",
    "security.logout",
]


@pytest.mark.parametrize("url", FOREIGN)
@pytest.mark.parametrize("place", ["query", "form"])
def test_next_never_leads_off_this_site(app: Flask, client: Client, url: str, place: str) -> None:
    page = client.get("/login", query_string={"next": url})
    assert page.status_code == 200
    assert "evil" not in page.text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found
    fields = {"email": OWNER, "password": PASSWORD, "csrf_token": found[1]}
    if place == "form":
        answer = client.post("/login", data=fields | {"next": url})
    else:
        answer = client.post("/login", query_string={"next": url}, data=fields)
    assert answer.status_code == 302
    assert answer.location == "/admin/"


def test_next_leads_back_to_the_page_that_was_asked_for(client: Client) -> None:
    asked = client.get("/admin/?after=x&status=draft")
    assert asked.status_code == 302
    assert asked.location.startswith("/login?next=")
    answer = client.submit(asked.location, {"email": OWNER, "password": PASSWORD})
    assert answer.location == "/admin/?after=x&status=draft"
