"""A session begins and ends clean, and follows the person's account at once."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import update

from admin_app.extensions import db
from admin_app.people import actions, queries
from admin_app.people.models import User
from admin_app.people.permissions import Role
from admin_app.people.sign_in.passwords import unusable
from admin_app.unit_of_work import one_commit
from tests.support.cast import PASSWORD, address, sign_in
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("people")


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_nothing_of_the_session_before_is_carried_over(client: Client) -> None:
    with client.session_transaction() as session:
        session["planted"] = "by someone else"
    planted = token(client.get("/login").text)
    with client.session_transaction() as session:
        planted_secret = session["csrf_token"]
    client.submit("/login", {"email": address("owner"), "password": PASSWORD})
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != planted_secret
    assert client.post("/logout", data={"csrf_token": planted}).status_code == 400
    assert client.get("/admin/").status_code == 200


def test_signing_out_takes_a_post_with_a_token(app: Flask) -> None:
    owner = sign_in(app, "owner")
    assert owner.get("/logout").status_code == 405
    assert owner.post("/logout").status_code == 400
    assert owner.get("/admin/").status_code == 200
    page = owner.get("/change").text
    answer = owner.post("/logout", data={"csrf_token": token(page)})
    assert answer.status_code == 302
    assert owner.get("/admin/").status_code == 302
    with owner.session_transaction() as session:
        assert not session


def test_a_tampered_cookie_is_nobody(app: Flask) -> None:
    owner = sign_in(app, "owner")
    cookie = owner.get_cookie("copydesk")
    assert cookie is not None
    for value in (cookie.value[:-3] + "abc", "x", "", "." * 50, cookie.value[10:], "é" * 9):
        visitor = app.test_client()
        visitor.set_cookie("copydesk", value)
        assert visitor.get("/admin/").status_code == 302


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    answer = client.submit("/login", {"email": address("owner"), "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie


def test_who_asks_for_it_stays_signed_in_for_two_weeks(client: Client) -> None:
    fields = {"email": address("owner"), "password": PASSWORD, "stay": True}
    answer = client.submit("/login", fields)
    assert "Expires" in answer.headers["Set-Cookie"]


def change(app: Flask, person_id: int, **values: object) -> None:
    with app.app_context(), one_commit("test", record=False):
        db.session.execute(update(User).where(User.id == person_id).values(**values))


def test_a_role_that_is_taken_away_is_gone_with_the_next_request(
    app: Flask, people: dict[str, int]
) -> None:
    from admin_app.people.access import require
    from admin_app.people.permissions import Permission

    @require(Permission.USER_MANAGE)
    def managing() -> str:
        return "managed"

    owner = sign_in(app, "owner")
    app.view_functions["admin.index"], stock = managing, app.view_functions["admin.index"]
    try:
        assert owner.get("/admin/").text == "managed"
        change(app, people["owner"], role="editor")
        assert owner.get("/admin/").status_code == 403
    finally:
        app.view_functions["admin.index"] = stock


def test_who_is_made_inactive_is_out_and_stays_out(app: Flask, people: dict[str, int]) -> None:
    editor = sign_in(app, "editor")
    for active in (False, True):
        with app.app_context(), one_commit("test"):
            owner, person = (queries.person_by_id(people[role]) for role in ("owner", "editor"))
            assert owner is not None
            assert person is not None
            account = actions.Account(
                person.email, person.name, Role(person.role), person.timezone, active
            )
            actions.change_account(owner, person, account)
        assert editor.get("/admin/").status_code == 302
    assert sign_in(app, "editor").get("/admin/").status_code == 200


def test_a_password_set_by_command_ends_every_session(app: Flask, people: dict[str, int]) -> None:
    editor = sign_in(app, "editor")
    with app.app_context():
        hashed = unusable()
        with one_commit("test"):
            person = queries.person_by_id(people["editor"], lock=True)
            assert person
            actions.set_password(person, hashed)
    assert editor.get("/admin/").status_code == 302


def test_pages_of_sign_in_are_kept_by_no_cache(app: Flask, client: Client) -> None:
    for page in (client.get("/login"), client.get("/reset"), sign_in(app, "owner").get("/change")):
        assert page.headers["Cache-Control"] == "private, no-store"
        assert page.status_code == 200
