"""A contributor's text goes to review, comes back with a note, goes again, and is approved."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.outbox.models import OutboxMessage
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

EDIT = "/admin/post/edit/?id=1"
RETURN = "/admin/post/return/?id=1"


def stored(app: Flask) -> Any:
    """State, note and planned day of the post."""
    columns = (Post.status, Post.review_note, Post.returned_by, Post.planned_on)
    with app.app_context():
        return db.session.execute(select(*columns)).one()


@pytest.fixture
def contributor(app: Flask, people: dict[str, int]) -> Client:
    """A contributor whose post waits for review."""
    made = sign_in(app, "contributor")
    sent = {"title": "The new quay", "body": "<p>Words.</p>"}
    answer = made.submit("/admin/post/new/", sent, button="Send for review")
    assert answer.status_code == 303
    assert stored(app).status == "in_review"
    return made


def test_it_comes_back_with_a_note_and_is_approved_in_the_end(
    app: Flask, contributor: Client, traffic: Traffic
) -> None:
    editor = sign_in(app, "editor")
    assert "The new quay" in editor.get("/admin/").text
    traffic.clear()
    sent = {"note": "Ask the harbour master too."}
    answer = editor.submit(RETURN, sent, follow_redirects=True)
    assert "Returned post “The new quay” with a note." in answer.text
    assert traffic.commits == 1
    assert stored(app)[:3] == ("draft", "Ask the harbour master too.", "Editor Moor")
    for address in (EDIT, "/admin/"):
        assert "Ask the harbour master too." in contributor.get(address).text
    with app.app_context():
        letter = db.session.scalars(select(OutboxMessage)).one()
    assert letter.recipient == "contributor@example.org"
    assert "Ask the harbour master too." in letter.payload["text"]

    assert contributor.submit(EDIT, button="Send for review").status_code == 303
    assert "Ask the harbour master too." in editor.get(EDIT).text
    answer = editor.submit(EDIT, button="Approve and publish", follow_redirects=True)
    assert "Approved post “The new quay”." in answer.text
    assert stored(app)[:3] == ("published", "", "")
    assert "Returned to you" not in contributor.get("/admin/").text


def test_a_return_is_taken_back_with_one_undo(app: Flask, contributor: Client) -> None:
    editor = sign_in(app, "editor")
    editor.submit(RETURN, {"note": "No."})
    assert editor.submit("/admin/", form="/admin/activity/undo/").status_code == 303
    assert stored(app)[:3] == ("in_review", "", "")


@pytest.mark.parametrize("note", ["", "  \n ", "x" * 4001, "\0\u202e"])
def test_a_note_that_says_nothing_or_too_much_is_asked_for_again(
    app: Flask, contributor: Client, note: str
) -> None:
    answer = sign_in(app, "editor").submit(RETURN, {"note": note})
    assert answer.status_code == 422
    assert 'id="note-error"' in answer.text
    assert stored(app).status == "in_review"


def test_a_return_after_the_writer_went_on_is_refused_with_the_note_kept(
    app: Flask, contributor: Client
) -> None:
    editor = sign_in(app, "editor")
    page = editor.get(RETURN)
    contributor.submit(EDIT, {"title": "The newest quay"})
    answer = editor.send(page, {"note": "Kept words"})
    assert answer.status_code == 409
    assert "Kept words" in answer.text
    contributor.submit(EDIT, {"status": "draft"})
    assert "does not wait for review any more" in editor.send(page, {"note": "Kept"}).text
    assert stored(app).review_note == ""


def test_only_an_editor_approves_or_returns(app: Flask, contributor: Client) -> None:
    page = contributor.get(EDIT).text
    assert "Approve" not in page
    assert "Return with a note" not in page
    assert contributor.get(RETURN).status_code == 403
    assert sign_in(app, "author").get(RETURN).status_code == 404


def test_a_contributor_plans_a_day_that_publishes_nothing(app: Flask, contributor: Client) -> None:
    assert contributor.submit(EDIT, {"planned_on": "2030-02-28"}).status_code == 303
    assert stored(app)[0::3] == ("in_review", date(2030, 2, 28))
    contributor.submit(EDIT, {"title": "Another"})
    assert stored(app).planned_on == date(2030, 2, 28)
    contributor.submit(EDIT, {"planned_on": ""})
    assert stored(app).planned_on is None


@pytest.mark.parametrize("day", ["soon", "2030-02-30", "10000-01-01", "9" * 10_000, "\ud800"])
def test_a_day_that_is_none_is_refused_beside_its_field(
    app: Flask, contributor: Client, day: str
) -> None:
    answer = contributor.submit(EDIT, {"planned_on": day.encode(errors="replace").decode()})
    assert answer.status_code == 422
    assert "Write the day as year, month and day." in answer.text


@pytest.mark.parametrize("way", ["list", "bulk edit"])
def test_publishing_it_with_others_answers_the_note_too(
    app: Flask, contributor: Client, way: str
) -> None:
    editor = sign_in(app, "editor")
    editor.submit(RETURN, {"note": "Ask the harbour master too."})
    if way == "list":
        fields, form = {"rowid": ["1"]}, "/admin/post/action/"
        editor.submit("/admin/post/", fields, form=form, button="action=publish")
    else:
        page = editor.get("/admin/post/bulk/?ids=1&status=published")
        assert "Ask the harbour master too." in page.text
        editor.send(page, form="/admin/post/bulk/change/")
    assert stored(app)[:3] == ("published", "", "")
    assert "Returned to you" not in contributor.get("/admin/").text


@pytest.mark.parametrize(("moment", "said"), [("", "Published"), ("2031-05-04T10:00", "Scheduled")])
def test_the_save_that_makes_a_text_public_says_so_and_the_next_one_does_not(
    app: Flask, contributor: Client, moment: str, said: str
) -> None:
    editor = sign_in(app, "editor")
    sent = {"status": "published", "published_at": moment}
    answer = editor.submit(EDIT, sent, follow_redirects=True)
    assert f"{said} post “The new quay”." in answer.text
    answer = editor.submit(EDIT, {"title": "The old quay"}, follow_redirects=True)
    assert "Edited post “The old quay”." in answer.text
