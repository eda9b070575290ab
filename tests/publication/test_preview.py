"""A text is looked at before it is out: as it is typed, as it is stored, as it was."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest
from flask import Flask

from admin_app.content.models import Page, Post
from tests.publication.conftest import Site
from tests.support.cast import make_people, sign_in
from tests.support.traffic import Traffic

CORPUS = (Path(__file__).parents[1] / "content/xss_corpus.txt").read_text().splitlines()


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    return make_people(app)


def test_what_is_typed_is_shown_and_not_stored(
    app: Flask, ids: dict[str, int], site: Site, traffic: Traffic
) -> None:
    post = site.post("Stored", status="draft", published_at=None, author_id=ids["author"])
    client = sign_in(app, "author")
    form = client.get(f"/admin/post/edit/?id={post}")
    traffic.clear()
    answer = client.send(
        form,
        {"title": "Typed", "body": "<p>New <b>words</b>.</p>", "tags": "Sea, Never seen"},
        button="Preview",
    )
    assert answer.status_code == 200
    assert not traffic.writes
    assert not traffic.commits
    page = lxml.html.document_fromstring(answer.text)
    assert page.xpath("string(//h1)") == "Typed"
    assert page.xpath("string(//*[@class='prose']//b)") == "words"
    assert [a.text for a in page.xpath("//a[@rel='tag']")] == ["Sea", "Never seen"]
    assert page.xpath("//aside[@class='preview-bar']")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert page.xpath("//fieldset[@disabled]//form")  # nothing can be sent from here
    with app.app_context():
        assert site_row(Post, post).title == "Stored"


def site_row(model: type[Post | Page], row_id: int) -> Post | Page:
    from admin_app.extensions import db

    return db.session.get_one(model, row_id)


def test_a_new_text_is_previewed_before_it_is_there(app: Flask, ids: dict[str, int]) -> None:
    client = sign_in(app, "author")
    for noun, who in (("post", client), ("page", sign_in(app, "editor"))):
        answer = who.submit(f"/admin/{noun}/new/", {"title": "First words"}, button="Preview")
        assert answer.status_code == 200
        assert "<h1>First words</h1>" in answer.text
    assert "To the editor" not in answer.text


def test_what_could_not_be_saved_is_said_and_shown_all_the_same(
    app: Flask, ids: dict[str, int]
) -> None:
    client = sign_in(app, "author")
    nested = "<div>" * 101 + "deep"
    answer = client.submit(
        "/admin/post/new/", {"title": "", "body": nested, "excerpt": "Kept"}, button="Preview"
    )
    assert answer.status_code == 422
    assert "Give it a title." in answer.text
    assert "elements inside each other" in answer.text


def test_an_earlier_version_is_shown_with_its_words_and_its_tags(
    app: Flask, ids: dict[str, int], site: Site
) -> None:
    post = site.post("First", body="<p>One.</p>")
    site.link(post, tags=(site.tag("Sea"),))
    site.change(Post, post, title="Second", body="<p>Two.</p>")
    client = sign_in(app, "editor")
    now = client.get(f"/admin/post/preview/?id={post}").text
    then = client.get(f"/admin/post/preview/?id={post}&version=2").text
    assert "<h1>Second</h1>" in now
    assert "<h1>First</h1>" in then
    assert "<p>One.</p>" in then
    assert "version 2 of 3" in then
    assert 'rel="tag"' in then
    assert 'rel="tag"' not in client.get(f"/admin/post/preview/?id={post}&version=1").text
    for wrong in ("0", "4", "-1", "x", "9" * 40):
        assert client.get(f"/admin/post/preview/?id={post}&version={wrong}").status_code == 404


def test_what_one_may_not_read_is_not_found(app: Flask, ids: dict[str, int], site: Site) -> None:
    theirs = site.post("Theirs", status="draft", author_id=ids["editor"])
    page = site.page("A page", status="draft")
    client = sign_in(app, "author")
    assert client.get(f"/admin/post/preview/?id={theirs}").status_code == 404
    form = client.get("/admin/post/new/")
    token = lxml.html.document_fromstring(form.text).xpath("//input[@name='csrf_token']/@value")[0]
    sent = {"csrf_token": token, "title": "Mine"}
    assert client.post(f"/admin/post/preview/?id={theirs}", data=sent).status_code == 404
    assert client.get(f"/admin/page/preview/?id={page}").status_code == 403
    assert client.post("/admin/post/preview/", data={"title": "No token"}).status_code == 400
    assert app.test_client().get(f"/admin/post/preview/?id={theirs}").status_code == 302


def test_nothing_typed_runs_in_the_preview(app: Flask, ids: dict[str, int]) -> None:
    client = sign_in(app, "author")
    form = client.get("/admin/post/new/")
    for line in [*CORPUS, "a\0b\u202ec", "x" * 10_000]:
        typed = {"title": line, "body": line, "seo_title": line, "tags": line[:90]}
        answer = client.send(form, typed, button="Preview")
        assert answer.status_code in (200, 422)
        page = lxml.html.document_fromstring(answer.text)
        assert not page.xpath("//script | //main//@onerror | //main//@onload | //iframe")
        assert not [a for a in page.xpath("//a/@href") if "javascript:" in a.lower()]
