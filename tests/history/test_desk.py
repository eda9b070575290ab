"""Activity on the screen: what it says of saves, and of taking them back."""

from __future__ import annotations

import re

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import func, select

from admin_app.extensions import db
from admin_app.history.models import Changeset
from tests.support.cast import sign_in
from tests.support.client import Client

ACTIVITY = "/admin/activity/"


def newest(app: Flask) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.max(Changeset.id))) or 0)


def undo(client: Client, app: Flask) -> str:
    """Take the newest save back; what the page then says."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(ACTIVITY).text)
    assert token
    sent = {"id": newest(app), "csrf_token": token[1], "url": ACTIVITY}
    return client.post(f"{ACTIVITY}undo/", data=sent, follow_redirects=True).text


def test_undoing_an_undo_does_it_again_and_says_so(app: Flask, people: dict[str, int]) -> None:
    editor = sign_in(app, "editor")
    editor.submit("/admin/tag/new/", {"name": "ferries"})
    assert "Undid: Created tag “ferries”." in undo(editor, app)
    assert "Redid: Created tag “ferries”." in undo(editor, app)
    assert "Undid: Created tag “ferries”." in undo(editor, app)


def test_what_was_created_had_nothing_before_and_what_was_deleted_nothing_after(
    app: Flask, people: dict[str, int]
) -> None:
    editor = sign_in(app, "editor")
    editor.submit("/admin/tag/new/", {"name": "ferries"})
    created = editor.get(f"{ACTIVITY}changeset/?id={newest(app)}").text
    assert '<th scope="col">After</th>' in created
    assert '<th scope="col">Before</th>' not in created
    undo(editor, app)
    deleted = editor.get(f"{ACTIVITY}changeset/?id={newest(app)}").text
    assert '<th scope="col">Before</th>' in deleted
    assert '<th scope="col">After</th>' not in deleted


@pytest.mark.parametrize("address", ["/admin/", ACTIVITY])
def test_what_you_did_stands_beside_your_initials(
    app: Flask, people: dict[str, int], address: str
) -> None:
    editor = sign_in(app, "editor")
    editor.submit("/admin/tag/new/", {"name": "ferries"})
    sign_in(app, "owner").submit("/admin/tag/new/", {"name": "tides"})
    feed = lxml.html.document_fromstring(editor.get(address).text).xpath(
        "//ul[@class='feed small']/li"
    )
    told = [
        (item.find("span").text_content(), item.find("div/strong").text_content()) for item in feed
    ]
    assert told == [("OM", "Owner Moor"), ("EM", "You")]


def test_an_edit_shows_both_sides(app: Flask, people: dict[str, int]) -> None:
    editor = sign_in(app, "editor")
    editor.submit("/admin/tag/new/", {"name": "ferries", "_continue_editing": "1"})
    tag = re.search(r"edit/\?id=(\d+)", editor.get("/admin/tag/").text)
    assert tag
    editor.submit(f"/admin/tag/edit/?id={tag[1]}", {"description": "By water."})
    page = editor.get(f"{ACTIVITY}changeset/?id={newest(app)}").text
    assert '<th scope="col">Before</th><th scope="col">After</th>' in page
    assert "By water." in page
