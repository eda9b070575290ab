"""Quick edit: the small form of a post in its list, saved as the large one is."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.content.models import Post
from admin_app.extensions import db
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

QUICK = "/admin/post/quick/"
FRAGMENT = {"X-Fragment": "1"}
DRAFT, PUBLISHED = 1, 4


@pytest.fixture
def editor(app: Flask, small_site: dict[str, int]) -> Client:
    """An editor of a small site."""
    return sign_in(app, "editor")


def _post(app: Flask, post_id: int = DRAFT) -> Post:
    with app.app_context():
        post = db.session.get(Post, post_id)
        assert post is not None
        db.session.expunge(post)
        return post


def test_without_scripts_the_link_of_a_row_leads_to_a_page_and_back(
    app: Flask, editor: Client
) -> None:
    page = editor.get("/admin/post/?status=draft")
    link = re.search(r'href="(/admin/post/quick/\?id=\d+)" data-quick', page.text)
    assert link
    form = editor.get(link[1], headers={"Referer": "http://localhost/admin/post/?status=draft"})
    assert 'name="body"' not in form.text
    answer = editor.send(form, {"title": "A better title", "tags": "Tides, Ferries"})
    assert (answer.status_code, answer.location) == (303, "/admin/post/?status=draft")
    with app.app_context():
        post = db.session.get(Post, DRAFT)
        assert post is not None
        assert post.title == "A better title"
        assert post.body == "<p>Text of the draft one.</p>"
        names = select(Post).where(Post.id == DRAFT)
        post = db.session.scalars(names.options(db.selectinload(Post.tags))).one()
        assert [tag.name for tag in post.tags] == ["Ferries", "Tides"]


def test_how_comments_arrive_is_among_its_fields(app: Flask, editor: Client) -> None:
    sent = {"comments_mode": "hold_all", "comments_close_after_days": "7"}
    assert editor.submit(f"{QUICK}?id={DRAFT}", sent).status_code == 303
    post = _post(app)
    assert (post.comments_mode, post.comments_close_after_days) == ("hold_all", 7)


def test_a_script_gets_the_form_alone_and_then_the_row_with_undo(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    form = editor.get(f"{QUICK}?id={DRAFT}&url=/admin/post/", headers=FRAGMENT)
    assert form.headers["X-Fragment"] == "form"
    assert "<html" not in form.text
    traffic.clear()
    saved = editor.send(form, {"title": "Told <b>at once</b>"}, headers=FRAGMENT)
    assert traffic.commits == 1
    row = editor.get(saved.location, headers=FRAGMENT)
    assert row.headers["X-Fragment"] == "row"
    assert "Told &lt;b&gt;at once&lt;/b&gt;" in row.text
    assert row.text.count("<tr>") == 1
    undone = editor.send(row, form="/admin/activity/undo/")
    assert (undone.status_code, undone.location) == (303, "/admin/post/")
    assert _post(app).title == "Post 0"


def test_what_is_wrong_is_said_beside_its_field_and_stays_typed(editor: Client) -> None:
    form = editor.get(f"{QUICK}?id={DRAFT}", headers=FRAGMENT)
    answer = editor.send(form, {"title": "", "tags": "x" * 10_000}, headers=FRAGMENT)
    assert answer.status_code == 422
    assert answer.headers["X-Fragment"] == "form"
    assert "Give it a title." in answer.text
    assert "x" * 10_000 in answer.text


def test_a_stale_save_overwrites_nothing(app: Flask, editor: Client) -> None:
    form = editor.get(f"{QUICK}?id={DRAFT}", headers=FRAGMENT)
    other = sign_in(app, "owner")
    other.submit(f"/admin/post/edit/?id={DRAFT}", {"title": "Theirs"})
    answer = editor.send(form, {"title": "Mine"}, headers=FRAGMENT)
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    assert _post(app).title == "Theirs"


def test_who_may_not_change_a_post_does_not_change_it_here(app: Flask, editor: Client) -> None:
    author = sign_in(app, "author")
    assert author.get(f"{QUICK}?id={DRAFT}").status_code == 404
    assert author.get(f"{QUICK}row/?id={DRAFT}").status_code == 404
    own = author.get(f"{QUICK}?id={PUBLISHED}")
    assert own.status_code == 200
    assert 'name="author"' not in own.text
    assert sign_in(app, "moderator").get(f"{QUICK}?id={DRAFT}").status_code == 403
    for wrong in ("0", "x", "99999999999999999999", "1%00"):
        assert editor.get(f"{QUICK}?id={wrong}").status_code == 404


def test_the_list_stays_three_statements_and_small(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    editor.get("/admin/post/")
    traffic.clear()
    page = editor.get("/admin/post/")
    asked = [one for one in traffic.statements if not one.startswith("BEGIN")]
    assert len(asked) == 3
    assert page.text.count("data-quick") == 5
