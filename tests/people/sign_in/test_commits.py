"""What Flask-Security commits goes through the unit of work: once, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, abort, after_this_request, redirect
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security.utils import _view_commit

from admin_app.errors import Refusal
from tests.support.cast import PASSWORD, address, sign_in, stored_person
from tests.support.client import Client
from tests.support.traffic import Traffic, failing_at

View = Callable[[], ResponseReturnValue]
Run = Callable[..., int]


def refuse() -> ResponseReturnValue:
    raise Refusal("no")


def fail() -> ResponseReturnValue:
    raise KeyError("a bug")


def give_up() -> ResponseReturnValue:
    abort(403)


def succeed() -> ResponseReturnValue:
    return redirect("/")


@pytest.fixture
def run(app: Flask, people: dict[str, int]) -> Iterator[Run]:
    """Run a view that renames the person, as Flask-Security's do, and then ends in this way."""
    owner = sign_in(app, "owner")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.config["WTF_CSRF_ENABLED"] = False
    stock = app.view_functions["security.change_password"]

    def with_ending(ending: View, method: str = "POST") -> int:
        def view() -> ResponseReturnValue:
            after_this_request(_view_commit)
            current_user.name = "Someone Else"
            return ending()

        app.view_functions["security.change_password"] = view
        return int(owner.open("/change", method=method).status_code)

    yield with_ending
    app.view_functions["security.change_password"] = stock


def test_a_view_that_succeeds_is_one_commit(
    app: Flask, people: dict[str, int], run: Run, traffic: Traffic
) -> None:
    traffic.clear()
    assert run(succeed) == 302
    assert traffic.commits == 1
    assert stored_person(app, people["owner"]).name == "Someone Else"


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize(("ending", "status"), [(refuse, 422), (fail, 500), (give_up, 403)])
def test_a_view_that_raises_or_aborts_commits_nothing(
    app: Flask,
    people: dict[str, int],
    run: Run,
    traffic: Traffic,
    ending: View,
    status: int,
    method: str,
) -> None:
    traffic.clear()
    assert run(ending, method) == status
    assert traffic.commits == 0
    assert not traffic.writes
    assert stored_person(app, people["owner"]).name == "Owner Moor"
    assert run(succeed) == 302


def test_a_password_change_is_all_or_nothing_at_every_statement(
    app: Flask, people: dict[str, int]
) -> None:
    """Fail at each statement and at COMMIT: the new password is there if the answer says so."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    new = "five other plain words here"
    for point in range(1, 40):
        before = stored_person(app, people["editor"]).password
        client = sign_in(app, "editor")
        page = client.get("/change")
        fields = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
        # Within `with client` it does not look for a ROLLBACK, which a failed COMMIT goes without.
        with failing_at(point) as traffic, client:
            answer = client.send(page, fields)
        after = stored_person(app, people["editor"]).password
        if len(traffic.events) < point:
            assert answer.status_code == 302
            assert after != before
            break
        assert answer.status_code != 302 or after != before
        assert after == before or answer.status_code == 302
        assert client.get("/login").status_code in (200, 302)
    else:
        pytest.fail("it never came to its end")
    assert point > 2


def test_signing_in_while_the_old_hash_is_replaced_twice_at_once_works(
    app: Flask, people: dict[str, int], client: Client
) -> None:
    """The second of two sign-ins finds the row changed, and is run again as a whole."""
    from passlib.hash import pbkdf2_sha256
    from sqlalchemy import event, update

    from admin_app.extensions import db
    from admin_app.people.models import User
    from admin_app.unit_of_work import one_commit

    weak = pbkdf2_sha256.using(rounds=1000).hash(PASSWORD)
    with app.app_context(), one_commit("test", record=False):
        db.session.execute(update(User).where(User.id == people["owner"]).values(password=weak))
        engine = db.engine
    once: list[bool] = []

    def move_the_row(_conn: object, cursor: Any, statement: str, *_: object) -> None:
        if re.match(r'UPDATE "?user"? SET', statement) and not once:
            once.append(True)
            cursor.execute(f'UPDATE "user" SET version = version + 1 WHERE id = {people["owner"]}')

    event.listen(engine, "before_cursor_execute", move_the_row)
    try:
        answer = client.submit("/login", {"email": address("owner"), "password": PASSWORD})
    finally:
        event.remove(engine, "before_cursor_execute", move_the_row)
    assert once
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 200
