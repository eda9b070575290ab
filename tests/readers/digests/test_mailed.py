"""S38: a link of a mail decides once, over one comment, for one person, and only by its button."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.people.actions import end_sessions
from admin_app.people.models import User
from admin_app.readers.actions.decide import decide
from admin_app.readers.models import CommentStatus, SpentLink
from admin_app.unit_of_work import one_commit
from tests.readers.digests.conftest import Newsroom, links_of
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic


@pytest.fixture
def held(newsroom: Newsroom) -> int:
    """A comment that waits."""
    return newsroom.said("Petra", body="First line\n<b>second</b>")


@pytest.fixture
def links(newsroom: Newsroom, held: int) -> dict[str, str]:
    """What the moderator was mailed to decide over it."""
    (letter,) = newsroom.look()
    return links_of(letter)


def test_following_a_link_shows_the_comment_and_changes_nothing(
    newsroom: Newsroom,
    client: Client,
    held: int,
    links: dict[str, str],
) -> None:
    page = client.get(links["Approve"])
    assert page.status_code == 200
    assert "Approve this comment?" in page.text
    assert "&lt;b&gt;second&lt;/b&gt;" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert newsroom.status(held) == "pending"


@pytest.mark.parametrize(
    ("label", "status"), [("Approve", "approved"), ("Spam", "spam"), ("Remove", "removed")]
)
def test_its_button_decides_in_one_commit_in_the_persons_name(
    newsroom: Newsroom,
    app: Flask,
    client: Client,
    people: dict[str, int],
    traffic: Traffic,
    held: int,
    links: dict[str, str],
    label: str,
    status: str,
) -> None:
    page = client.get(links[label])
    traffic.clear()
    answer = client.send(page, form=links[label])
    assert answer.status_code == 303
    assert traffic.commits == 1
    assert newsroom.status(held) == status
    with app.app_context():
        changeset = db.session.scalars(select(Changeset).order_by(Changeset.id.desc())).first()
        assert (changeset.actor_id, changeset.actor_name) == (people["moderator"], "Moderator Moor")
        assert db.session.scalars(select(SpentLink.changeset_id)).one() == changeset.id
    told = client.get(answer.location).text
    assert "in the name of Moderator Moor" in told
    assert "Undo" not in told


def test_undo_is_offered_to_who_is_signed_in(
    newsroom: Newsroom,
    app: Flask,
    client: Client,
    held: int,
    links: dict[str, str],
) -> None:
    client.submit(links["Spam"], form=links["Spam"])
    person = sign_in(app, "editor")
    page = person.get(links["Spam"])
    assert "Undo" in page.text
    assert person.send(page, form="/admin/activity/undo/").status_code in (302, 303)
    assert newsroom.status(held) == "pending"
    assert "Undo" not in sign_in(app, "author").get(links["Spam"]).text


def test_a_link_works_once(
    newsroom: Newsroom,
    app: Flask,
    client: Client,
    held: int,
    links: dict[str, str],
) -> None:
    page, other_tab = client.get(links["Approve"]), client.get(links["Approve"])
    assert client.send(page, form=links["Approve"]).status_code == 303
    with app.app_context(), one_commit("Back"):
        moderator = db.session.query(User).filter_by(role="moderator").one()
        decide(moderator, [held], CommentStatus.PENDING, {})
    again = client.send(other_tab, form=links["Approve"])
    assert again.status_code == 409
    assert "was used already" in again.text
    # Base64 has spare bits: the same signature, written in another way, is the same link.
    for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        assert client.get(links["Approve"][:-1] + other).status_code in (200, 404)
        client.post(links["Approve"][:-1] + other, data=_token(client, links["Approve"]))
    assert newsroom.status(held) == "pending"


def _token(client: Client, path: str) -> dict[str, str]:
    from tests.support.forms import find_form

    return find_form(client.get("/login").text, "/login", "/login", {}).data({})


def test_what_others_have_decided_meanwhile_stays_and_is_told(
    newsroom: Newsroom,
    app: Flask,
    client: Client,
    people: dict[str, int],
    held: int,
    links: dict[str, str],
) -> None:
    page = client.get(links["Approve"])
    with app.app_context(), one_commit("Marked", actor=(people["editor"], "Edda Moor")):
        decide(db.session.get(User, people["editor"]), [held], CommentStatus.SPAM, {})
    for answer in (client.send(page, form=links["Approve"]), client.get(links["Approve"])):
        assert "Edda Moor marked this as spam" in answer.text
        assert "<button" not in answer.text
    assert newsroom.status(held) == "spam"


@pytest.mark.parametrize("how", ["demoted", "deactivated", "deleted", "signed out"])
def test_who_may_no_longer_decide_no_longer_does(
    newsroom: Newsroom,
    app: Flask,
    client: Client,
    people: dict[str, int],
    held: int,
    links: dict[str, str],
    how: str,
) -> None:
    page = client.get(links["Approve"])
    with app.app_context(), one_commit(how):
        person = db.session.get(User, people["moderator"])
        if how == "demoted":
            person.role = "author"
        elif how == "deactivated":
            person.active = False
        elif how == "signed out":
            end_sessions(person)
        else:
            db.session.delete(person)
        db.session.flush()
    for answer in (client.get(links["Approve"]), client.send(page, form=links["Approve"])):
        assert answer.status_code == 403
        assert "Petra" not in answer.text
    assert newsroom.status(held) == "pending"


def test_a_forged_or_old_link_tells_nothing(
    newsroom: Newsroom,
    client: Client,
    held: int,
    links: dict[str, str],
    monkeypatch,
) -> None:
    approve, remove = links["Approve"], links["Remove"]
    head, tail = approve.rsplit(".", 1)
    spliced = f"{remove.rsplit('.', 2)[0]}.{'.'.join(approve.rsplit('.', 2)[1:])}"
    for forged in (head, f"{head}.x{tail}", spliced, "/moderate/x", f"/moderate/{'x' * 5000}"):
        answer = client.get(forged)
        assert answer.status_code == 404, forged
        assert "Petra" not in answer.text
    monkeypatch.setattr("admin_app.readers.digests.links.GOOD_FOR", timedelta(seconds=-1))
    assert client.get(approve).status_code == 404
    assert newsroom.status(held) == "pending"


def test_a_comment_that_is_gone_is_said_to_be(
    newsroom: Newsroom,
    app: Flask,
    client: Client,
    held: int,
    links: dict[str, str],
) -> None:
    from admin_app.history.removal import remove
    from admin_app.readers.models import Comment

    with app.app_context(), one_commit("Deleted"):
        remove(Comment, [held])
    answer = client.get(links["Approve"])
    assert answer.status_code == 404
    assert "deleted meanwhile" in answer.text
