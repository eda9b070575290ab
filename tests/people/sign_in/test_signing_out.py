"""Who signs out is out on this device: also for who has kept a copy of its cookie."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.people import housekeeping
from admin_app.people.housekeeping import forget_ended_sessions
from admin_app.people.models import EndedSession, User
from admin_app.people.sign_in import sessions
from tests.support.cast import PASSWORD, address, sign_in
from tests.support.client import Client
from tests.support.forms import find_form
from tests.support.together import at_once
from tests.support.traffic import Traffic, failing_at

pytestmark = pytest.mark.usefixtures("people")

DESK = "/admin/"


def copy_of(app: Flask, client: Client) -> Client:
    """Another browser with the same cookie."""
    cookie = client.get_cookie("copydesk")
    assert cookie is not None
    copied = app.test_client()
    assert isinstance(copied, Client)
    copied.set_cookie("copydesk", cookie.value)
    return copied


def sign_out(client: Client) -> int:
    return client.submit("/admin/profile/", form="/logout").status_code


def ended(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(EndedSession.id)))


def stays_signed_in(app: Flask) -> Client:
    client = app.test_client()
    assert isinstance(client, Client)
    client.submit("/login", {"email": address("owner"), "password": PASSWORD, "stay": True})
    return client


@pytest.mark.parametrize("begin", [partial(sign_in, role="owner"), stays_signed_in])
def test_a_copied_cookie_is_nobody_once_its_person_has_signed_out(app: Flask, begin: Any) -> None:
    owner, elsewhere = begin(app), begin(app)
    copied = copy_of(app, owner)
    token = find_form(copied.get(DESK).text, DESK, "/logout", {}).data({})
    assert sign_out(owner) == 302
    for page in (DESK, "/admin/post/", "/change"):
        assert "/login" in (copied.get(page).location or "")
    saved = copied.post("/admin/profile/", data=token | {"name": "Somebody"})
    assert saved.status_code == 401
    assert copied.post("/logout", data=token).status_code == 302
    assert elsewhere.get(DESK).status_code == 200
    assert owner.submit("/login", {"email": address("owner"), "password": PASSWORD}).location
    assert owner.get(DESK).status_code == 200
    assert copied.get(DESK).status_code == 302


def test_signing_out_is_one_commit_that_leaves_no_history(app: Flask, traffic: Traffic) -> None:
    owner = sign_in(app, "owner")
    with owner.session_transaction() as session:
        secret = session[sessions.ID]
    page = owner.get("/admin/profile/")
    traffic.clear()
    owner.send(page, form="/logout")
    assert traffic.commits == 1
    assert len([one for one in traffic.writes if not one.startswith("BEGIN")]) == 1
    kept = ended(app)
    assert len(kept) == 1
    assert secret not in kept


def test_signing_out_of_nothing_or_with_an_old_token_stores_nothing(app: Flask) -> None:
    owner = sign_in(app, "owner")
    data = find_form(owner.get(DESK).text, DESK, "/logout", {}).data({})
    assert owner.post("/logout", data={"csrf_token": "stale"}).status_code == 400
    assert owner.get(DESK).status_code == 200
    assert owner.post("/logout", data=data).status_code == 302
    assert owner.post("/logout", data=data).status_code == 400
    assert app.test_client().post("/logout").status_code == 400
    assert len(ended(app)) == 1


def test_signing_out_that_fails_is_told_so_and_stores_nothing(app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    owner = sign_in(app, "owner")
    data = find_form(owner.get(DESK).text, DESK, "/logout", {}).data({})
    for point in range(1, 20):
        with failing_at(point) as traffic, owner:
            status = owner.post("/logout", data=data).status_code
        if len(traffic.events) < point:
            break
        assert status == 503 or ended(app)
        assert status == 302 or not ended(app)
        assert owner.get(DESK).status_code == (302 if status == 302 else 200)
    assert status == 302
    assert point > 2
    assert len(ended(app)) == 1


def test_two_tabs_that_sign_out_at_once_are_both_out(app: Flask) -> None:
    owner = sign_in(app, "owner")
    data = find_form(owner.get(DESK).text, DESK, "/logout", {}).data({})
    tabs = [copy_of(app, owner) for _ in range(4)]
    answers = at_once([partial(tab.post, "/logout", data=data) for tab in tabs])
    assert [answer.status_code for answer in answers] == [302] * 4
    assert len(ended(app)) == 1


def test_a_session_from_before_they_had_ids_goes_on_and_ends(
    app: Flask, people: dict[str, int], traffic: Traffic
) -> None:
    owner = sign_in(app, "owner")
    with owner.session_transaction() as session:
        del session[sessions.ID], session[sessions.SEEN]
    page = owner.get("/admin/profile/")
    assert page.status_code == 200
    traffic.clear()
    assert owner.send(page, form="/logout").status_code == 302
    assert traffic.commits == 0
    assert owner.get(DESK).status_code == 302


def test_who_asks_is_found_by_one_statement(app: Flask, traffic: Traffic) -> None:
    owner = sign_in(app, "owner")
    for page in (DESK, "/admin/post/", "/change"):
        owner.get(page)
        traffic.clear()
        owner.get(page)
        asked = [one for one in traffic.statements if "ended_session" in one]
        assert len(asked) == 1
        assert User.fs_uniquifier.key in asked[0]


def test_what_is_forgotten_opens_nothing_however_often_its_cookie_was_renewed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each answer signs the cookie of a lasting session anew, whoever it lets in."""
    owner, visiting = stays_signed_in(app), stays_signed_in(app)
    copied = copy_of(app, owner)
    sign_out(owner)
    begun = sessions.time.time()
    for days in range(1, 20):
        later = timedelta(days=days)
        monkeypatch.setattr(sessions.time, "time", lambda at=later: begun + at.total_seconds())
        monkeypatch.setattr(housekeeping, "now", lambda by=later: now() + by)
        with app.app_context():
            forget_ended_sessions()
        assert copied.get("/").headers["Set-Cookie"]
        assert copied.get(DESK).status_code == 302
        assert visiting.get(DESK).status_code == 200
    assert not ended(app)


def test_an_ended_session_is_remembered_as_long_as_a_cookie_may_come(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_out(sign_in(app, "owner"))
    lasts = app.permanent_session_lifetime + timedelta(days=1)
    for by, left in ((lasts, 1), (lasts + timedelta(days=3), 0)):
        monkeypatch.setattr(housekeeping, "now", lambda by=by: now() + by)
        with app.app_context():
            forget_ended_sessions()
        assert len(ended(app)) == left
