"""Accounts from the command line."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.extensions import db
from admin_app.people.models import User
from tests.support.cast import PASSWORD, sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic


def run(app: Flask, *args: str, password: str = PASSWORD) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(
        args=["user", *args, "--password-stdin"], input=f"{password}\n"
    )
    return result.exit_code, result.output


def people(app: Flask) -> list[User]:
    with app.app_context():
        found = list(db.session.scalars(select(User).order_by(User.id)))
        db.session.expunge_all()
        return found


def test_an_account_is_one_commit_and_signs_in(app: Flask, traffic: Traffic) -> None:
    code, said = run(app, "create", "Owner@Example.org", "--role", "owner", "--name", "Ann Moor")
    assert (code, said) == (0, "Owner@Example.org can sign in as owner.\n")
    assert traffic.commits == 1
    (person,) = people(app)
    assert (person.email, person.name, person.slug) == ("owner@example.org", "Ann Moor", "ann-moor")
    assert (person.role, person.active) == ("owner", True)
    sign_in(app, "owner")


def test_slugs_are_made_of_names_in_any_script_and_are_never_twice(app: Flask) -> None:
    for number, name in enumerate(("Łukasz Żak", "Łukasz Żak", "東京", "!!!", "")):
        assert (
            run(app, "create", f"p{number}@example.org", "--role", "author", "--name", name)[0] == 0
        )
    assert [person.slug for person in people(app)] == [
        "lukasz-zak",
        "lukasz-zak-2",
        "dongjing",
        "person",
        "p4",
    ]


@pytest.mark.parametrize(
    ("email", "role", "password", "said"),
    [
        ("no address", "owner", PASSWORD, "not an email address"),
        ("a@example.org", "king", PASSWORD, "king"),
        ("a@example.org", "owner", "short", "at least 10"),
        ("a@example.org", "owner", "password123", "tried first"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_makes_nobody(
    app: Flask, email: str, role: str, password: str, said: str
) -> None:
    code, output = run(app, "create", email, "--role", role, password=password)
    assert code != 0
    assert said in output
    assert "Traceback" not in output
    assert people(app) == []


def test_an_address_is_taken_once(app: Flask) -> None:
    assert run(app, "create", "a@example.org", "--role", "owner")[0] == 0
    code, output = run(app, "create", "A@EXAMPLE.org", "--role", "editor")
    assert code == 1
    assert "Someone else has this address." in output


def test_a_password_is_set_anew_and_ends_sessions(app: Flask, client: Client) -> None:
    run(app, "create", "owner@example.org", "--role", "owner", password="five other plain words")
    code, _ = run(app, "set-password", "OWNER@example.org")
    assert code == 0
    signed_in = sign_in(app, "owner")
    assert (
        run(app, "set-password", "owner@example.org", password="six more plain words now")[0] == 0
    )
    assert signed_in.get("/admin/").status_code == 302
    code, output = run(app, "set-password", "nobody@example.org")
    assert (code, output) == (1, "Error: Nobody has the address nobody@example.org.\n")
