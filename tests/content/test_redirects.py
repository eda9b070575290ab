"""Where a text has gone, readers are led; by hand, too; and never in a circle."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.columns import now
from admin_app.content.actions.terms import find_or_create_tags
from admin_app.content.models import Page, Post, Redirect, Tag
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

Ids = dict[str, int]


def made(app: Flask, slug: str, status: str = "published", model: Any = Post, **more: Any) -> int:
    """A text at this address; its id."""
    with app.app_context(), one_commit("Set up", record=False):
        moment = now() - timedelta(days=1) if status == "published" else None
        values = {"title": slug.replace("-", " ").capitalize(), "status": status}
        row = model(slug=slug, body="<p>Words.</p>", published_at=moment, **(values | more))
        if model is Post:
            row.tags, row.categories = [], []
        db.session.add(row)
        db.session.flush()
        return int(row.id)


def moved(client: Client, row_id: int, slug: str, kind: str = "post") -> Any:
    return client.submit(f"/admin/{kind}/edit/?id={row_id}", {"slug": slug})


def leads(app: Flask, path: str) -> str:
    """Where a reader who comes to this path is led, as “status location”."""
    answer = app.test_client().get(path)
    return f"{answer.status_code} {answer.location or ''}".strip()


def redirects(app: Flask) -> dict[str, Any]:
    with app.app_context():
        rows = db.session.scalars(select(Redirect).order_by(Redirect.path)).all()
        return {row.path: row.target() or row.url for row in rows}


def undo(client: Client, page: str) -> Any:
    return client.submit(page, form="/admin/activity/undo/", follow_redirects=True)


def add(client: Client, path: str, to: str, **more: Any) -> Any:
    return client.submit("/admin/redirect/new/", {"path": path, "to": to, **more})


def test_a_changed_address_leaves_a_redirect_in_the_same_commit_and_undo_takes_it_back(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    post_id = made(app, "low-tide")
    form = editor.get(f"/admin/post/edit/?id={post_id}")
    traffic.clear()
    answer = editor.send(form, {"slug": "ebb", "tags": "Sea, Sand, Wind", "body": "<p>New.</p>"})
    assert answer.status_code == 303
    assert traffic.commits == 1
    # With three new tags, a revision and a redirect: 16 on PostgreSQL, which takes rows together.
    assert len(traffic.statements) <= 22
    assert leads(app, "/posts/low-tide?from=feed") == "301 /posts/ebb?from=feed"
    assert leads(app, "/posts/low-tide/") == "301 /posts/ebb"
    assert leads(app, "/posts/ebb") == "200"
    listed = editor.get("/admin/redirect/")
    assert "/posts/low-tide" in listed.text
    editor.send(listed, form="/admin/activity/undo/")
    assert redirects(app) == {}
    assert leads(app, "/posts/low-tide") == "200"
    assert leads(app, "/posts/ebb") == "404"


def test_changes_of_address_make_neither_chains_nor_circles(app: Flask, editor: Client) -> None:
    post_id = made(app, "one")
    for slug in ("two", "three", "one", "four", "three"):
        assert moved(editor, post_id, slug).status_code == 303
    there = ("post", post_id)
    assert redirects(app) == dict.fromkeys(("/posts/four", "/posts/one", "/posts/two"), there)
    for slug in ("one", "two", "four"):
        assert leads(app, f"/posts/{slug}") == "301 /posts/three"


def test_the_title_makes_the_address_until_readers_have_seen_it(app: Flask, editor: Client) -> None:
    def slug() -> str:
        with app.app_context():
            return str(db.session.scalar(select(Post.slug).where(Post.id == post_id)))

    def edit(**fields: Any) -> None:
        assert editor.submit(f"/admin/post/edit/?id={post_id}", fields).status_code == 303

    made(app, "second-thoughts")
    post_id = made(app, "low-tide", "draft")
    edit(title="Second thoughts")
    assert slug() == "second-thoughts-2"
    edit(title="Third thoughts")
    assert slug() == "third-thoughts"
    edit(slug="by-hand")
    edit(title="Fourth thoughts")
    assert slug() == "by-hand"
    edit(slug="")
    assert slug() == "fourth-thoughts"
    edit(title="Fifth thoughts", status="published")
    assert slug() == "fifth-thoughts"
    edit(title="Sixth thoughts")
    assert slug() == "fifth-thoughts"
    edit(status="draft")
    edit(title="Seventh thoughts")
    assert slug() == "fifth-thoughts"
    assert redirects(app) == {}
    edit(slug="")
    assert redirects(app) == {"/posts/fifth-thoughts": ("post", post_id)}


def test_a_redirect_tells_nobody_of_what_readers_cannot_see(app: Flask, editor: Client) -> None:
    post_id = made(app, "low-tide")
    page_id = made(app, "about", model=Page)
    moved(editor, post_id, "ebb")
    moved(editor, page_id, "about-us", "page")
    assert leads(app, "/pages/about") == "301 /pages/about-us"
    for fields in ({"status": "draft"}, {"status": "in_review"}):
        editor.submit(f"/admin/post/edit/?id={post_id}", fields)
        assert leads(app, "/posts/low-tide") == "404"
    editor.submit(f"/admin/post/edit/?id={post_id}", form="move", button="action=trash")
    assert leads(app, "/posts/low-tide") == "404"
    assert "Trash" in editor.get("/admin/redirect/").text
    assert app.test_client().post("/pages/about/comments").status_code in (400, 404)


def test_what_readers_find_at_an_address_wins_over_a_redirect_from_there(
    app: Flask, editor: Client
) -> None:
    moved(editor, made(app, "tides"), "ebb")
    draft = made(app, "other", "draft")
    moved(editor, draft, "tides")
    assert leads(app, "/posts/tides") == "301 /posts/ebb"  # nobody sees the draft yet
    editor.submit(f"/admin/post/edit/?id={draft}", {"status": "published"})
    assert leads(app, "/posts/tides") == "200"
    assert redirects(app) == {}
    moved(editor, draft, "flood")
    assert redirects(app) == {"/posts/tides": ("post", draft)}


def test_a_deleted_text_takes_its_redirects_along_and_undo_brings_both(
    app: Flask, editor: Client
) -> None:
    post_id = made(app, "tides")
    moved(editor, post_id, "ebb")
    editor.submit(f"/admin/post/edit/?id={post_id}", form="move", button="action=trash")
    asked = editor.get(f"/admin/post/delete/?id={post_id}")
    assert "redirect: “/posts/tides”" in asked.text
    editor.send(asked, form="/admin/post/delete/")
    assert redirects(app) == {}
    undo(editor, "/admin/post/")
    assert redirects(app) == {"/posts/tides": ("post", post_id)}


def test_a_tag_that_changes_its_address_is_found_at_the_old_one(app: Flask, editor: Client) -> None:
    with app.app_context(), one_commit("Set up", record=False):
        find_or_create_tags(["Tides"])
    with app.app_context():
        tag_id = db.session.scalars(select(Tag.id)).one()
    moved(editor, tag_id, "ebb-and-flood", "tag")
    assert leads(app, "/tags/tides") == "301 /tags/ebb-and-flood"


def test_redirects_are_made_by_hand_to_texts_paths_and_other_sites(
    app: Flask, editor: Client
) -> None:
    post_id = made(app, "low-tide")
    assert add(editor, "/2019/05/low-tide/", "/posts/low-tide").status_code == 303
    assert add(editor, "/Ölbild", "https://example.org/a?b=c", permanent="0").status_code == 303
    assert add(editor, "http://localhost/old%20home", "/").status_code == 303
    assert redirects(app) == {
        "/2019/05/low-tide": ("post", post_id),
        "/old home": "/",
        "/Ölbild": "https://example.org/a?b=c",
    }
    assert leads(app, "/%C3%96lbild/?d=e") == "302 https://example.org/a?b=c&d=e"
    assert leads(app, "/old%20home") == "301 /"
    moved(editor, post_id, "ebb")
    assert leads(app, "/2019/05/low-tide") == "301 /posts/ebb"
    page = editor.get("/admin/redirect/?search=2019")
    assert "/posts/ebb" in page.text
    assert "Ölbild" not in page.text
    assert "From,To,How long" in editor.get("/admin/redirect/export/csv/").text


def test_redirects_made_by_hand_never_form_a_chain_or_a_circle(app: Flask, editor: Client) -> None:
    assert add(editor, "/b", "/c").status_code == 303
    assert add(editor, "/a", "/b").status_code == 303  # which leads to /c, so this one does
    assert add(editor, "/c", "/d").status_code == 303  # and now both lead to /d
    assert redirects(app) == dict.fromkeys(("/a", "/b", "/c"), "/d")
    for path, to, field in (("/d", "/a", "to"), ("/e", "/e/", "to"), ("/a", "/z", "path")):
        answer = add(editor, path, to)
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
    first = re.search(r"edit/\?id=(\d+)", editor.get("/admin/redirect/?sort=path").text)
    assert first
    answer = editor.submit(f"/admin/redirect/edit/?id={first[1]}", {"to": "/a"})
    assert answer.status_code == 422


def test_an_undo_that_would_make_a_chain_is_refused(app: Flask, editor: Client) -> None:
    add(editor, "/b", "/c")
    with app.app_context():
        row_id = db.session.scalars(select(Redirect.id)).one()
    editor.submit(f"/admin/redirect/edit/?id={row_id}", {"to": "/x"})
    page = editor.get("/admin/redirect/")
    add(editor, "/c", "/d")
    answer = editor.send(page, form="/admin/activity/undo/")
    assert answer.status_code == 409
    assert "would lead to an address that leads on" in answer.text


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/x", "javascript:alert(1)"),
        ("/x", "//evil.example/"),
        ("/x", "/\\evil.example"),
        ("/x", "https://me:secret@example.org/"),
        ("/x", "https://"),
        ("/x", "https://[::1"),
        ("/x", "https://example.org:99999/"),
        ("/x", "ftp://example.org/"),
        ("/x", "/y?z=1"),
        ("/x", "/\u202egpj"),
        ("/x", "/" + "y" * 10_000),
        ("/" + "x" * 10_000, "/y"),
        ("x", "/y"),
        ("/", "/y"),
        ("/admin/post", "/y"),
        ("/x\x00y", "/\x00"),
        ("//x", "/y"),
        ("https://example.org/x", "/y"),
        ("/%ff", "/y"),
        ("", ""),
    ],
)
def test_what_can_be_no_redirect_is_refused_beside_its_field(
    app: Flask, editor: Client, path: str, to: str
) -> None:
    answer = add(editor, path, to)
    assert answer.status_code == 422 or (path, to) == ("/x\x00y", "/\x00")
    if answer.status_code == 422:
        assert 'aria-invalid="true"' in answer.text
        assert redirects(app) == {}


def test_a_redirect_from_where_readers_find_something_is_refused(
    app: Flask, editor: Client
) -> None:
    made(app, "low-tide")
    answer = add(editor, "/posts/low-tide", "/y")
    assert answer.status_code == 422
    assert "Readers find “Low tide” here" in answer.text


def test_strange_paths_cost_nothing_and_a_live_page_asks_for_no_redirect(
    app: Flask, people: Ids, traffic: Traffic
) -> None:
    made(app, "low-tide")
    reader = app.test_client()
    for path in ("/%00", "/%ff%fe", "/" + "x" * 5000, "/%E2%80%AE", "//a//b", "/posts/%00"):
        assert reader.get(path).status_code in (400, 404, 308)
    traffic.clear()
    assert reader.get("/posts/low-tide").status_code == 200
    assert not [one for one in traffic.statements if "redirect" in one]


def test_writers_have_no_screen_of_redirects_but_may_take_their_own_change_back(
    app: Flask, people: Ids
) -> None:
    post_id = made(app, "low-tide", author_id=people["author"])
    author = sign_in(app, "author")
    assert author.get("/admin/redirect/").status_code == 403
    moved(author, post_id, "ebb")
    assert redirects(app) == {"/posts/low-tide": ("post", post_id)}
    undo(author, "/admin/post/")
    assert redirects(app) == {}
