"""Saved views: a list by a name, in the sidebar of whom it is for, at no statement more."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

from admin_app.desk.saved.models import SavedView
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

VIEWS = "/admin/view/"


@pytest.fixture
def editor(app: Flask, small_site: dict[str, int]) -> Client:
    """An editor of a small site, who shares the view “Drafts by title”."""
    return sign_in(app, "editor")


def _saved(app: Flask) -> list[tuple[str, str, str, bool]]:
    with app.app_context():
        rows = db.session.scalars(select(SavedView).order_by(SavedView.id))
        return [(row.name, row.screen, row.query, row.shared) for row in rows]


def test_a_list_is_saved_renamed_opened_and_deleted_and_comes_back(
    app: Flask, editor: Client
) -> None:
    narrowed = editor.get("/admin/comment/?status=spam&search=ferry&nonsense=1")
    link = next(part for part in narrowed.text.split('"') if part.startswith(f"{VIEWS}new/"))
    saved = editor.submit(link.replace("&amp;", "&"), {"name": "  Spam on\tferries "})
    assert saved.location == "/admin/comment/?status=spam&search=ferry"
    assert _saved(app)[-1] == ("Spam on ferries", "comment", saved.location[15:], False)
    page = editor.get(saved.location)
    assert (
        '<a href="/admin/comment/?status=spam&amp;search=ferry" aria-current="page">' in page.text
    )
    editor.submit(f"{VIEWS}edit/?id=2", {"name": "Ferries", "shared": "1"})
    assert "Ferries" in sign_in(app, "moderator").get("/admin/").text
    assert "Ferries" not in sign_in(app, "author").get("/admin/").text  # has no such list
    gone = editor.submit(f"{VIEWS}delete/?id=2", form=f"{VIEWS}delete/")
    told = editor.get(gone.location)
    assert "Ferries" not in told.text.split("<main")[0]
    editor.send(told, form="/admin/activity/undo/")
    assert _saved(app)[-1][0] == "Ferries"


def test_a_shared_view_is_known_to_those_alone_who_use_its_list(app: Flask, editor: Client) -> None:
    owner = sign_in(app, "owner")
    new = f"{VIEWS}new/?screen=user&query=%3Fsearch%3Dleaving"
    assert owner.submit(new, {"name": "Who leaves", "shared": "1"}).status_code == 303
    assert "Who leaves" in sign_in(app, "owner").get(VIEWS).text
    assert "Who leaves" not in editor.get(VIEWS).text
    assert editor.get(f"{VIEWS}edit/?id=2").status_code == 404


def test_the_sidebar_costs_no_statement(app: Flask, editor: Client, traffic: Traffic) -> None:
    editor.get("/admin/post/")
    traffic.clear()
    page = editor.get("/admin/post/")
    assert "Drafts by title" in page.text
    assert len([one for one in traffic.statements if not one.startswith("BEGIN")]) == 3


def test_who_does_not_share_sees_theirs_and_what_is_shared_and_changes_theirs(
    app: Flask, editor: Client
) -> None:
    author = sign_in(app, "author")
    new = author.get(f"{VIEWS}new/?screen=post&query=?status=draft")
    assert 'name="shared"' not in new.text
    author.send(new, {"name": "Mine"})
    assert _saved(app)[-1] == ("Mine", "post", "?status=draft", False)
    assert "Drafts by title" in author.get("/admin/").text
    assert author.get(f"{VIEWS}edit/?id=1").status_code == 403
    assert author.get(f"{VIEWS}delete/?id=1").status_code in (403, 404)
    assert editor.get(f"{VIEWS}edit/?id=2").status_code == 404
    assert "Mine" not in editor.get("/admin/post/").text
    assert sign_in(app, "owner").get(f"{VIEWS}edit/?id=1").status_code == 200


@pytest.mark.parametrize(
    ("screen", "query"),
    [("", ""), ("user", "?search=a"), ("nothing", ""), ("activity", ""), ("post\x00", "?a=\x00")],
)
def test_only_lists_that_one_has_are_saved(
    app: Flask, editor: Client, screen: str, query: str
) -> None:
    form = editor.get(f"{VIEWS}new/?screen=post&query=")
    answer = editor.send(form, {"name": "x", "screen": screen, "query": query})
    if screen.startswith("post"):
        assert (answer.status_code, answer.location) == (303, "/admin/post/")
    else:
        assert answer.status_code == 422
        assert len(_saved(app)) == 1
    form = editor.get(f"{VIEWS}new/?screen=post&query=")
    long = editor.send(form, {"name": "n" * 10_000, "query": "?search=" + "x" * 90_000})
    assert long.status_code == 422
    assert "n" * 10_000 in long.text


def test_a_view_opens_whatever_became_of_its_filters_and_its_list(
    app: Flask, editor: Client
) -> None:
    with app.app_context(), one_commit("A list changed", record=False):
        db.session.execute(update(SavedView).values(query="?gone=1&status=gone&columns=gone"))
    assert "gone=1" in editor.get("/admin/").text
    assert editor.get("/admin/post/?gone=1&status=gone&columns=gone").status_code == 200
    with app.app_context(), one_commit("A list went", record=False):
        db.session.execute(update(SavedView).values(screen="gone"))
    assert editor.get("/admin/post/").status_code == 200
    assert editor.get(f"{VIEWS}edit/?id=1").status_code == 200
    assert editor.submit(f"{VIEWS}edit/?id=1", {"name": "Again"}).location == VIEWS
