"""Five wrong passwords in a minute, and an address has to wait, whichever process it asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from admin_app import create_app
from admin_app.columns import now
from admin_app.extensions import db
from admin_app.people.housekeeping import forget_old_guesses
from admin_app.people.sign_in import forms
from admin_app.web import shared_guesses
from admin_app.web.shared_guesses import MissedGuess
from tests.support import databases
from tests.support.cast import PASSWORD, address, sign_in
from tests.support.client import Client
from tests.support.databases import Database
from tests.support.together import at_once
from tests.support.traffic import Traffic

pytestmark = pytest.mark.usefixtures("people")
OWNER = address("owner")
WRONG = "not this one at all"

Later = Callable[[timedelta], None]


@pytest.fixture
def other(app: Flask, database: Database, worker_folder: Path) -> Flask:
    """Another process on the same database, as far as memory goes."""
    made = create_app(databases.settings(database.url, worker_folder))
    made.test_client_class = Client
    return made


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """The clock stands, however long a slow machine takes to guess, until a test turns it on."""
    began = now()

    def turn(by: timedelta) -> None:
        monkeypatch.setattr(shared_guesses, "now", lambda: began + by)

    turn(timedelta())
    return turn


def attempt(app: Flask, password: str, email: str = OWNER, at: str = "127.0.0.1") -> TestResponse:
    client = app.test_client()
    assert isinstance(client, Client)
    client.environ_base["REMOTE_ADDR"] = at
    return client.submit("/login", {"email": email, "password": password})


def kept(app: Flask) -> int:
    with app.app_context():
        count: int | None = db.session.scalar(select(func.count(MissedGuess.id)))
        return count or 0


def test_the_sixth_in_a_minute_waits_whichever_process_answers(app: Flask, other: Flask) -> None:
    missed = [attempt(one, WRONG).status_code for one in (app, other, app, other, app)]
    assert missed == [200] * 5
    for one in (app, other):
        answer = attempt(one, WRONG)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        assert "Too many wrong passwords came from you." in answer.text
        assert OWNER in answer.text
        assert attempt(one, PASSWORD).status_code == 429
    assert attempt(other, PASSWORD, at="198.51.100.7").status_code == 302


def test_it_is_the_address_that_waits_and_not_the_account(app: Flask) -> None:
    for number in range(5):
        attempt(app, WRONG, email=f"nobody{number}@example.org")
    assert attempt(app, WRONG).status_code == 429
    assert attempt(app, PASSWORD, at="2001:db8:0:1::1").status_code == 302


def test_of_ipv6_a_household_is_one_address(app: Flask) -> None:
    for number in range(5):
        attempt(app, WRONG, at=f"2001:db8:0:1::{number}")
    assert attempt(app, PASSWORD, at="2001:db8:0:1:ffff::1").status_code == 429
    assert attempt(app, PASSWORD, at="2001:db8:0:2::1").status_code == 302


def test_a_minute_later_one_may_try_again(app: Flask, later: Later) -> None:
    for _ in range(5):
        attempt(app, WRONG)
    later(timedelta(seconds=58))
    assert attempt(app, PASSWORD).status_code == 429
    later(timedelta(seconds=61))
    assert attempt(app, PASSWORD).status_code == 302


def test_any_minute_is_meant_and_not_that_of_a_clock(app: Flask, later: Later) -> None:
    attempt(app, WRONG)
    later(timedelta(seconds=50))
    for _ in range(4):
        attempt(app, WRONG)
    later(timedelta(seconds=62))
    assert attempt(app, WRONG).status_code == 200
    assert attempt(app, WRONG).status_code == 429


def test_many_at_once_are_counted_one_by_one(app: Flask) -> None:
    answers = at_once([lambda: attempt(app, WRONG).status_code] * 12)
    assert sorted(answers) == [200] * 5 + [429] * 7
    assert kept(app) == 5


def test_who_is_right_while_others_still_guess_is_not_let_in(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent all at once, they are all hashed: only the first five to come out count."""
    fits = forms.SignInForm._fits

    def slowly(form: Any, *args: Any, **kwargs: Any) -> bool:
        found = fits(form, *args, **kwargs)
        if form.password.data == PASSWORD:
            for _ in range(5):
                forms.GUESSES.miss("127.0.0.1")
        return found

    monkeypatch.setattr(forms.SignInForm, "_fits", slowly)
    client = app.test_client()
    assert client.submit("/login", {"email": OWNER, "password": PASSWORD}).status_code == 429
    assert client.get("/admin/").status_code == 302


def test_who_knows_the_password_is_never_counted(app: Flask) -> None:
    for _ in range(8):
        assert attempt(app, PASSWORD).status_code == 302
    assert kept(app) == 0


def test_a_form_without_a_password_is_no_guess(app: Flask) -> None:
    for _ in range(6):
        assert attempt(app, "").status_code == 200


def test_a_miss_is_one_commit_and_a_refusal_none(app: Flask, traffic: Traffic) -> None:
    client = app.test_client()
    page = client.get("/login")
    commits = []
    for _ in range(6):
        traffic.clear()
        client.send(page, {"email": OWNER, "password": WRONG})
        commits.append(traffic.commits)
    assert commits == [1] * 5 + [0]


def test_the_current_password_is_not_found_by_trying_either(app: Flask) -> None:
    owner = sign_in(app, "owner")
    new = "five other plain words here"
    fields = {"password": WRONG, "new_password": new, "new_password_confirm": new}
    for _ in range(5):
        answer = owner.submit("/change", fields)
        assert "This is not your current password." in answer.text
    answer = owner.submit("/change", fields | {"password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Too many wrong passwords came from you." in answer.text
    assert attempt(app, PASSWORD, at="198.51.100.7").status_code == 302


def test_no_address_is_kept_and_nothing_for_long(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt(app, WRONG, at="198.51.100.7")
    with app.app_context():
        found = db.session.scalars(select(MissedGuess.whose)).one()
        assert "198.51.100" not in found
        db.session.rollback()
        forget_old_guesses()
    assert kept(app) == 1
    from admin_app.people import housekeeping

    monkeypatch.setattr(housekeeping, "now", lambda: now() + timedelta(hours=2))
    with app.app_context():
        forget_old_guesses()
    assert kept(app) == 0
