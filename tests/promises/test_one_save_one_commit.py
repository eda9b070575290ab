"""Promise 1, for every form of the product, found by walking through it.

Each form is sent as it stands, filled in plausibly, on a fresh copy of a small site: one COMMIT,
seen at the driver. Then once more for each of its statements and its COMMIT, which fails: the
database is as before, or as after; a success is answered only if after; the next request works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from admin_app.extensions import db
from tests.promises.contents import Contents, contents
from tests.promises.crawl import Found, every_form, filled
from tests.promises.world import settle
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.databases import Database
from tests.support.traffic import failing_at, recorded

# These change the visitor's cookie and nothing in the database.
SAVE_NOTHING = {
    "security.logout",
    "security.login",
    "publication.unlock_post",
    "publication.unlock_page",
}
# The forms are swept in so many parts, for as many processors.
PARTS = 4
# Closed for everyone: a 404 without a statement.
CLOSED = "ajax_update"


@pytest.fixture
def fresh(app: Flask, database: Database) -> Callable[[], Client]:
    """Makes the small site anew and signs its owner in."""

    def made() -> Client:
        with app.app_context():
            db.engine.dispose()
        database.renew()
        settle(app)
        return sign_in(app, "owner")

    return made


def _held(app: Flask) -> Contents:
    with app.app_context():
        return contents(db.engine, db.metadata)


def _visitor(app: Flask, client: Client, found: Found) -> Client:
    """Some forms only stand before those who are not signed in."""
    if found.stranger:
        visitor = app.test_client()
        assert isinstance(visitor, Client)
        return visitor
    return client


def _endpoint(app: Flask, action: str) -> str:
    adapter = app.url_map.bind("localhost")
    endpoint, _ = adapter.match(action.partition("?")[0], method="POST")
    return str(endpoint)


def _all(app: Flask, client: Client) -> Iterator[Found]:
    outside = app.test_client()
    assert isinstance(outside, Client)
    seen = set()
    for visitor, stranger in ((client, False), (outside, True)):
        for found in every_form(visitor, stranger=stranger):
            if found.shape not in seen:
                seen.add(found.shape)
                yield found


def test_every_form_is_one_commit(app: Flask, fresh: Callable[[], Client]) -> None:
    wrong, sent = [], set()
    for number, found in enumerate(list(_all(app, fresh()))):
        client = _visitor(app, fresh(), found)
        action, data = filled(found, client.get(found.page).text, number)
        with recorded() as traffic:
            answer = client.post(action, data=data)
        endpoint = _endpoint(app, action)
        expected = 0 if endpoint in SAVE_NOTHING else 1
        if answer.status_code not in (302, 303):
            wrong.append(f"{found}: answered {answer.status}")
        elif traffic.commits != expected:
            wrong.append(f"{found}: {traffic.commits} commits, {len(traffic.writes)} writes")
        else:
            sent.add(endpoint)
    assert not wrong, "\n".join(wrong)
    unseen = sorted(_posts(app) - sent)
    assert not unseen, f"no form was found for {unseen}"


def _posts(app: Flask) -> set[str]:
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not rule.endpoint.endswith(CLOSED)
    }


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_fails_a_save_is_whole_or_never_was(
    app: Flask, fresh: Callable[[], Client], part: int
) -> None:
    wrong: list[str] = []
    for number, found in list(enumerate(_all(app, fresh())))[part::PARTS]:
        wrong += _sweep(app, fresh, found, number)
    assert not wrong, "\n".join(wrong)


def _sweep(app: Flask, fresh: Callable[[], Client], found: Found, number: int) -> list[str]:
    wrong = []
    client = _visitor(app, fresh(), found)
    before = _held(app)
    after: Contents | None = None
    for point in range(1, 200):
        if _held(app) != before:
            client = _visitor(app, fresh(), found)
            before = _held(app)
        page = client.get(found.page)
        action, data = filled(found, page.text, number)
        with failing_at(point) as counted:
            answer = client.post(action, data=data)
        now = _held(app)
        finished = len(counted.events) < point
        succeeded = answer.status_code in (302, 303)
        where = f"{found}, failing at {point}: "
        if answer.status_code == 500:
            wrong.append(f"{where}answered 500")
        if now == before and succeeded and _endpoint(app, action) not in SAVE_NOTHING:
            wrong.append(f"{where}answered a success, nothing is stored")
        if now != before and not succeeded:
            wrong.append(f"{where}stored, and answered {answer.status}")
        if client.get(found.page).status_code >= 500:
            wrong.append(f"{where}the next request fails")
        if finished:
            after = now
            break
    if after is None:
        wrong.append(f"{found}: never finished")
    return wrong
