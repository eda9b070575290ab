"""Promise 1, for every form of the product, found by walking through it.

Each form is sent as it stands, filled in plausibly, on a fresh copy of a small site: one COMMIT,
seen at the driver. Then once more for each of its statements and its COMMIT, which fails: the
database is as before, or as after; a success is answered only if after; the next request works.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.extensions import db
from admin_app.outbox import unsubscribe_link
from admin_app.outbox.models import OutboxMessage
from admin_app.people.models import User
from admin_app.publication.own import COOKIE
from admin_app.publication.own import PURPOSE as OWN
from admin_app.readers.actions.addresses import PURPOSE as CONFIRMS
from admin_app.readers.digests.links import decision_links
from admin_app.readers.models import Comment, Reader
from admin_app.readers.telling import said_token
from admin_app.web.signed import signed
from tests.promises.contents import Contents, contents
from tests.promises.crawl import ENTRANCES, Found, every_form, filled
from tests.promises.world import GUEST, SMALL_SITE
from tests.support.beginnings import Beginnings
from tests.support.cast import address
from tests.support.client import Client
from tests.support.forms import find_form
from tests.support.traffic import failing_at, recorded

# These show what is typed, and store none of it.
SHOW_ONLY = {"post_preview.typed", "page_preview.typed", "post.checks", "page.checks"}
# These change the visitor's cookie, or lead on with what was selected, and store nothing.
SAVE_NOTHING = {
    "post.bulk_view",
    "page.bulk_view",
    "security.login",
    "publication.unlock_post",
    "publication.unlock_page",
} | SHOW_ONLY
# A button of a list that leads to a page which asks first.
ASKS_FIRST = {("action", "merge")}
# Sent by scripts, which no form shows: tests/content/desk/test_kept.py, test_kept_elsewhere.py,
# test_presence.py, tests/content/test_media_library.py, and tests/readers/desk/test_claiming.py.
SENT_BY_SCRIPTS = {
    f"{screen}.{view}"
    for screen in ("post", "page", "template", "planned")
    for view in ("autosave_view", "presence_view")
} | {"api.create", "comment.claim_view", "media.upload_view"}
# Mail programs follow no redirect there (RFC 8058).
ANSWERED_IN_PLACE = {"unsubscribe.end"}
# The forms are swept in so many parts, for as many processors.
PARTS = 4


@pytest.fixture
def fresh(beginnings: Beginnings) -> Callable[[], Client]:
    """Puts the small site back and signs its owner in."""

    def made() -> Client:
        beginnings.at(SMALL_SITE)
        return beginnings.signed_in("owner")

    return made


def _held(app: Flask) -> Contents:
    with app.app_context():
        return contents(db.engine, db.metadata)


def _visitor(app: Flask, client: Client, found: Found) -> Client:
    """Some forms only stand before those who are not signed in."""
    if found.stranger:
        return _stranger(app)
    return client


def _stranger(app: Flask) -> Client:
    """Somebody who is not signed in, and has written the approved comment a moment ago."""
    visitor = app.test_client()
    assert isinstance(visitor, Client)
    with app.app_context():
        own = select(Comment.id).where(Comment.status == "approved").order_by(Comment.id)
        token = signed(OWN, list(db.session.scalars(own)))
    visitor.set_cookie(COOKIE, token)
    return visitor


def _endpoint(app: Flask, action: str) -> str:
    adapter = app.url_map.bind("localhost")
    endpoint, _ = adapter.match(action.partition("?")[0], method="POST")
    return str(endpoint)


def _of_today(app: Flask, found: Found) -> Found:
    """The same form on this copy of the site: a link that was mailed is another each time."""
    for beginning, mailed in MAILED.items():
        if found.page.startswith(beginning):
            link = mailed(app)
            return replace(found, page=link, action=link)
    return found


def _reset_link(app: Flask) -> str:
    """The path of the link that somebody who forgot their password is sent."""
    visitor = app.test_client()
    assert isinstance(visitor, Client)
    visitor.submit("/reset", {"email": address("editor")})
    with app.app_context():
        newest = select(OutboxMessage.payload).order_by(OutboxMessage.id.desc()).limit(1)
        said = str(db.session.scalars(newest).one())
    found = re.search(r"/reset/[\w.-]+", said)
    assert found, said
    return found.group()


def _decision_link(app: Flask) -> str:
    """The path of the link by which the moderator approves a comment from a mail."""
    with app.test_request_context():
        moderator = db.session.scalars(select(User).where(User.role == "moderator")).one()
        waits = select(Comment.id).where(Comment.status == "pending").order_by(Comment.id)
        links = dict(decision_links(moderator, db.session.scalars(waits).first() or 0, "pending"))
        return urlsplit(links["Approve"]).path


def _way_out(app: Flask) -> str:
    """The path of the link by which the moderator ends the mail."""
    with app.test_request_context():
        moderator = db.session.scalars(select(User.id).where(User.role == "moderator")).one()
        return urlsplit(unsubscribe_link("digest", moderator)).path


def _own_page(app: Flask) -> str:
    """The page of whoever wrote what was taken for spam."""
    with app.app_context():
        spam = select(Comment.id).where(Comment.status == "spam").order_by(Comment.id).limit(1)
        return f"/said/{said_token(db.session.scalars(spam).one())}"


def _confirmation(app: Flask) -> str:
    """The path of the link with which a reader confirms their address."""
    with app.app_context():
        reader = db.session.scalars(select(Reader.id).order_by(Reader.id)).first()
        return f"/comments/confirm/{signed(CONFIRMS, [reader, 1])}"


MAILED = {
    "/comments/confirm/": _confirmation,
    "/reset/": _reset_link,
    "/moderate/": _decision_link,
    "/unsubscribe/": _way_out,
    "/said/": _own_page,
}


# What a walk through the small site finds, which each part of each test would find again.
_walked: list[Found] = []


def all_forms(app: Flask, fresh: Callable[[], Client]) -> Sequence[Found]:
    """Each form of the product once, before whom it stands included; walked for once a process."""
    if not _walked:
        _walked.extend(_walk(app, fresh()))
    return _walked


def _walk(app: Flask, client: Client) -> Iterator[Found]:
    seen = set()
    for visitor, stranger in ((client, False), (_stranger(app), True)):
        mailed = [link(app) for link in MAILED.values()] if stranger else []
        guest = [f"/review/{GUEST}"] if stranger else []
        entrances = (*ENTRANCES, *mailed, *guest)
        for found in every_form(visitor, entrances, stranger=stranger):
            if found.shape not in seen:
                seen.add(found.shape)
                yield found


def test_every_form_is_one_commit(app: Flask, fresh: Callable[[], Client]) -> None:
    wrong, sent = [], set()
    for number, found in enumerate(all_forms(app, fresh)):
        client = _visitor(app, fresh(), found)
        found = _of_today(app, found)
        action, data = filled(found, client.get(found.page).text, number)
        with recorded() as traffic:
            answer = client.post(action, data=data)
        endpoint = _endpoint(app, action)
        expected = 0 if endpoint in SAVE_NOTHING or found.button in ASKS_FIRST else 1
        if answer.status_code not in _successes(endpoint):
            wrong.append(f"{found}: answered {answer.status}")
        elif traffic.commits != expected:
            wrong.append(f"{found}: {traffic.commits} commits, {len(traffic.writes)} writes")
        else:
            sent.add(endpoint)
    assert not wrong, "\n".join(wrong)
    unseen = sorted(_posts(app, fresh()) - sent - SENT_BY_SCRIPTS)
    assert not unseen, f"no form was found for {unseen}"


def _successes(endpoint: str) -> tuple[int, ...]:
    if endpoint == "review.seen":  # nobody looks at what it answers
        return (204,)
    return (200,) if endpoint in SHOW_ONLY | ANSWERED_IN_PLACE else (302, 303)


def _posts(app: Flask, client: Client) -> set[str]:
    """The endpoints that take a POST; not those that the product keeps closed, even to owners."""
    token = find_form(client.get("/admin/").text, "/admin/", "/logout", {}).data({})
    found = set()
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            path = "/".join("x" if part.startswith("<") else part for part in rule.rule.split("/"))
            closed = rule.rule.startswith("/admin/") and (
                client.post(path, data=token).status_code == 404
                and client.post(f"{path}?id=1", data=token).status_code == 404
            )
            if not closed:
                found.add(rule.endpoint)
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_fails_a_save_is_whole_or_never_was(
    app: Flask, fresh: Callable[[], Client], part: int
) -> None:
    wrong: list[str] = []
    for number, found in list(enumerate(all_forms(app, fresh)))[part::PARTS]:
        wrong += _sweep(app, fresh, found, number)
    assert not wrong, "\n".join(wrong)


def _sweep(app: Flask, fresh: Callable[[], Client], found: Found, number: int) -> list[str]:
    wrong = []
    is_fresh = False
    for point in range(1, 200):
        if not is_fresh:
            client = _visitor(app, fresh(), found)
            found = _of_today(app, found)
            before, page = _held(app), client.get(found.page)
        action, data = filled(found, page.text, number)
        with failing_at(point) as counted:
            answer = client.post(action, data=data)
        now = _held(app)
        finished = len(counted.events) < point
        succeeded = answer.status_code in _successes(_endpoint(app, action))
        where = f"{found}, failing at {point}: "
        if answer.status_code == 500:
            wrong.append(f"{where}answered 500")
        saves = _endpoint(app, action) not in SAVE_NOTHING and found.button not in ASKS_FIRST
        if now == before and succeeded and saves:
            wrong.append(f"{where}answered a success, nothing is stored")
        if now != before and not succeeded:
            wrong.append(f"{where}stored, and answered {answer.status}")
        page = client.get(found.page)
        if page.status_code >= 500:
            wrong.append(f"{where}the next request fails")
        if finished and not succeeded:
            wrong.append(f"{where}answered {answer.status} though nothing failed")
        if finished:
            return wrong
        is_fresh = now == before
    return [*wrong, f"{found}: never finished"]
