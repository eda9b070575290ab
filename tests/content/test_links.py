"""A text knows what links to it, whatever path wrote the link."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select, update

from admin_app.content.housekeeping import look_at_links
from admin_app.content.models import Page, Post, TextLink, TextLinkDue
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.posts import make_post
from tests.support.traffic import Traffic

Ids = dict[str, int]


def kept(app: Flask, post_id: int) -> list[str]:
    with app.app_context():
        rows = select(TextLink.target).where(TextLink.post_id == post_id)
        return sorted(db.session.scalars(rows))


def due(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(TextLinkDue.text_id)).all())


def save(client: Client, post_id: int, **fields: Any) -> None:
    assert client.submit(f"/admin/post/edit/?id={post_id}", fields).status_code == 303


def link(*addresses: str) -> str:
    return "".join(f'<p><a href="{one}">words</a></p>' for one in addresses)


def test_a_save_keeps_its_links_in_its_own_commit_and_undo_takes_them_back(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    post_id = make_post(app, "source")
    form = editor.get(f"/admin/post/edit/?id={post_id}")
    traffic.clear()
    body = link(
        "/posts/target#place", "/posts/target/?x=1", "https://a.example/b", "#x", "mailto:a@b"
    )
    editor.send(form, {"body": body})
    assert traffic.commits == 1
    assert kept(app, post_id) == ["//a.example", "/posts/target"]
    save(editor, post_id, body=link("/posts/other", "https://a.example/c"))
    assert kept(app, post_id) == ["//a.example", "/posts/other"]
    editor.submit("/admin/post/", form="/admin/activity/undo/")
    with app.app_context():
        look_at_links()
    assert kept(app, post_id) == ["//a.example", "/posts/target"]
    assert due(app) == 0


def test_the_links_of_a_copy_are_kept_with_it(app: Flask, editor: Client) -> None:
    post_id = make_post(app, "source", link("/posts/target"))
    page = editor.get(f"/admin/post/edit/?id={post_id}")
    copied = editor.send(page, form="duplicate")
    assert kept(app, int(copied.location.partition("id=")[2])) == ["/posts/target"]


def test_a_save_that_changes_no_link_asks_nothing_about_links(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    post_id = make_post(app, "source")
    save(editor, post_id, body=link("/posts/target"))
    form = editor.get(f"/admin/post/edit/?id={post_id}")
    traffic.clear()
    editor.send(form, {"body": "<p>More.</p>" + link("/posts/target")})
    assert not [one for one in traffic.statements if "text_link" in one]


def test_what_was_written_otherwise_is_looked_at_by_the_worker_in_portions(
    app: Flask, people: Ids, traffic: Traffic
) -> None:
    ids = [
        make_post(app, f"p{number}", link("/posts/target", f"/x{number}")) for number in range(7)
    ]
    assert due(app) == 7
    with app.app_context():
        traffic.clear()
        look_at_links()
        assert traffic.commits == 1
        traffic.clear()
        look_at_links()
        assert traffic.writes == []
    assert kept(app, ids[3]) == ["/posts/target", "/x3"]
    with app.app_context(), one_commit("Set-based", record=False):
        db.session.execute(update(Post).where(Post.id == ids[3]).values(body=link("/y")))
        db.session.execute(update(Post).where(Post.id == ids[4]).values(body="<p>None.</p>"))
        db.session.execute(update(Post).where(Post.id == ids[5]).values(title="Renamed"))
    assert due(app) == 2
    with app.app_context():
        look_at_links()
    assert (kept(app, ids[3]), kept(app, ids[4])) == (["/y"], [])
    with app.app_context(), one_commit("Gone", record=False):
        db.session.execute(update(Post).where(Post.id == ids[0]).values(body=link("/z")))
        db.session.execute(Post.__table__.delete().where(Post.id == ids[0]))
    with app.app_context():
        look_at_links()
    assert due(app) == 0
    runner = app.test_cli_runner()
    assert "links of 6 texts" in runner.invoke(args=["links", "rebuild"]).output
    assert kept(app, ids[3]) == ["/y"]


def test_the_page_says_what_links_here_and_where_its_own_links_lead(
    app: Flask, people: Ids, editor: Client
) -> None:
    target = make_post(app, "target", author_id=people["author"])
    make_post(app, "hidden", status="draft")
    save(editor, target, slug="moved")
    own = link("/posts/hidden", "/posts/nowhere", "/posts/target", "/archive/")
    save(editor, target, body=own)
    sources = {
        "old": make_post(app, "old-way", author_id=people["author"]),
        "new": make_post(app, "new-way"),
    }
    save(editor, sources["old"], body=link("/posts/target"))
    save(editor, sources["new"], body=link("http://localhost/posts/moved", "/posts/moved"))
    with app.app_context(), one_commit("Set up", record=False):
        page = Page(title="About", slug="about", body=link("/posts/moved"))
        db.session.add(page)
    with app.app_context():
        look_at_links()
    text = editor.get(f"/admin/post/linked/?id={target}").text
    for words in ("Old-way", "New-way", "About", "which readers can't see", "leads on to"):
        assert words in text, words
    assert "readers find nothing there" in text
    assert "a page of this site" in text
    # An author is shown their own texts, and not told that there is a draft of somebody else's.
    author = sign_in(app, "author").get(f"/admin/post/linked/?id={target}").text
    assert "Old-way" in author
    assert "New-way" not in author
    assert "Hidden" not in author
    stranger = sign_in(app, "contributor")
    for path in ("linked", "checks"):
        assert stranger.get(f"/admin/post/{path}/?id={target}").status_code == 404
        for wrong in ("", "x", "0", "99999999999", "999"):
            assert editor.get(f"/admin/post/{path}/?id={wrong}").status_code == 404


def test_hostile_links_are_kept_or_left_out_and_never_fail(app: Flask, editor: Client) -> None:
    post_id = make_post(app, "source")
    strange = (
        "/\u202e",
        "/" + "x" * 5000,
        "https://[::1",
        "http://" + "y" * 500 + ".example",
        "//z",
    )
    save(editor, post_id, body=link(*strange, "/%00", "/%ff", *(f"/n{n}" for n in range(600))))
    assert len(kept(app, post_id)) == 500
    assert all(len(target) <= 400 for target in kept(app, post_id))
    assert editor.get(f"/admin/post/linked/?id={post_id}").status_code == 200
