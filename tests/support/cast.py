"""The people of the tests: one of each role, who can sign in."""

from __future__ import annotations

from functools import cache

import argon2.low_level
from flask import Flask

from admin_app.people.actions import Account, create_person
from admin_app.people.models import User
from admin_app.people.permissions import Role
from admin_app.people.sign_in.passwords import stored
from admin_app.unit_of_work import one_commit
from tests.support.client import Client

PASSWORD = "four plain words here"
_hash: list[str] = []
# The same password is told from the same hash each time; finding out takes longer than a page does.
argon2.low_level.verify_secret = cache(argon2.low_level.verify_secret)


def address(role: Role | str) -> str:
    """The email address of the person with this role."""
    return f"{role}@example.org"


def make_people(app: Flask, *roles: Role | str) -> dict[str, int]:
    """One active person of each of these roles (by default, of all five); their ids by role."""
    with app.app_context():
        if not _hash:
            _hash.append(stored(PASSWORD))
        with one_commit("Made the cast", record=False):
            people = {
                str(role): create_person(
                    Account(address(role), f"{str(role).capitalize()} Moor", Role(role)), _hash[0]
                )
                for role in roles or tuple(Role)
            }
            ids = {role: person.id for role, person in people.items()}
        return ids


def sign_in(app: Flask, role: Role | str) -> Client:
    """A visitor of their own who has signed in as the person of this role."""
    client = app.test_client()
    assert isinstance(client, Client)
    answer = client.submit("/login", {"email": address(role), "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client


def stored_person(app: Flask, person_id: int) -> User:
    """The person as the database has them now, detached."""
    from admin_app.extensions import db

    with app.app_context():
        person = db.session.get(User, person_id, populate_existing=True)
        assert person is not None
        db.session.expunge(person)
        return person
