"""Before it is published a text is looked at; what must be mended keeps it from readers."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from playwright.sync_api import Page as Browser
from playwright.sync_api import expect
from sqlalchemy import select

from admin_app.content.models import Post
from admin_app.extensions import db
from tests.support.cast import PASSWORD, address
from tests.support.client import Client
from tests.support.pages import assert_accessible, sign_in_page
from tests.support.posts import make_post
from tests.support.traffic import Traffic

Ids = dict[str, int]
BAD = '<p>Words.</p>\n<p><img src="/media/boat.png"></p>'
GOOD = '<p>Words.</p>\n<p><img src="/media/boat.png" alt="A boat"></p>'


def states(app: Flask) -> dict[str, str]:
    with app.app_context():
        rows = db.session.execute(select(Post.slug, Post.status).order_by(Post.slug)).all()
        return {row.slug: row.status for row in rows}


def test_a_picture_without_description_keeps_a_post_from_readers_and_no_word_is_lost(
    app: Flask, editor: Client
) -> None:
    post_id = make_post(app, "one", GOOD, "draft")
    edit = f"/admin/post/edit/?id={post_id}"
    for fields in (
        {"status": "published"},
        {"status": "scheduled", "published_at": "2090-01-01T10:00"},
    ):
        answer = editor.submit(edit, {"body": BAD, "title": "Typed", **fields})
        assert answer.status_code == 422
        assert "A picture in the text has no description." in answer.text
        assert re.search(r'id="body-error"', answer.text)
        assert ">\r\nTyped</textarea>" in answer.text
    assert states(app) == {"one": "draft"}
    assert editor.submit(edit, {"body": BAD}).status_code == 303  # a draft may wait for it
    good = {"body": GOOD, "status": "published"}
    assert editor.submit(edit, good).status_code == 303
    # What is live stays editable, whatever is wrong with it.
    assert editor.submit(edit, {"body": BAD + "<p>More.</p>"}).status_code == 303
    assert states(app) == {"one": "published"}
    new = editor.submit("/admin/post/new/", {"title": "Two", "body": BAD, "status": "published"})
    assert new.status_code == 422


def test_publishing_many_is_all_or_nothing_and_says_which_is_not_ready(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    ids = [
        make_post(app, slug, body, "draft")
        for slug, body in (("a", GOOD), ("b", BAD), ("c", "<p>C</p>"))
    ]
    live = make_post(app, "live", BAD, "published")
    page = editor.get("/admin/post/")

    def publish(*rows: int) -> Any:
        sent = {"rowid": list(rows)}
        form = "/admin/post/action/"
        return editor.send(page, sent, form=form, button="action=publish")

    answer = publish(*ids, live)
    assert answer.status_code == 422
    assert "A picture in “B” has no description." in answer.text
    assert set(states(app).values()) == {"draft", "published"}
    assert states(app)["a"] == "draft"
    page = editor.get("/admin/post/")
    assert publish(ids[0], ids[2], live).status_code == 303
    assert states(app)["a"] == "published"


def test_the_page_of_checks_looks_at_what_is_saved_and_at_what_is_sent(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    body = BAD + '\n<h4>Deep</h4>\n<p><a href="/posts/nowhere">here</a></p>'
    post_id = make_post(app, "one", body, "draft")
    traffic.clear()
    page = editor.get(f"/admin/post/checks/?id={post_id}")
    for words in (
        "boat.png",
        "Block 2",
        "A heading 4",
        "where there is nothing",
        "excerpt is empty",
    ):
        assert words in page.text, words
    token = re.search(r'name="csrf_token" value="([^"]+)"', editor.get("/admin/post/new/").text)
    assert token
    sent = {"csrf_token": token[1], "title": "T", "excerpt": "E", "body": GOOD}
    for query in (f"?id={post_id}", ""):
        traffic.clear()
        answer = editor.post(f"/admin/post/checks/{query}", data=sent)
        assert "Nothing to mend" in answer.text
        assert traffic.writes == []
    for strange in ("<p>" * 5000, "\x00\u202e", "\ud800", "<img " * 1000, "x" * 2_100_000):
        data = {**sent, "body": strange.encode("utf-8", "surrogatepass")}
        assert editor.post("/admin/post/checks/", data=data).status_code == 200
    assert editor.post("/admin/post/checks/", data={"csrf_token": token[1]}).status_code == 200


def test_the_panel_checks_what_is_typed_and_leads_to_its_place(
    app: Flask, people: Ids, page: Browser
) -> None:
    post_id = make_post(app, "one", BAD, "draft", author_id=people["author"])
    sign_in_page(page, address("author"), PASSWORD)
    page.goto(f"/admin/post/edit/?id={post_id}")
    page.get_by_role("button", name="Check", exact=True).click()
    results = page.locator(".check-results")
    expect(results).to_contain_text("boat.png")
    assert_accessible(page)
    page.get_by_role("button", name="Go there: The excerpt is empty.").click()
    expect(page.get_by_label("Excerpt", exact=True)).to_be_focused()
    page.keyboard.type("About it.")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(results).not_to_contain_text("The excerpt is empty.")
    page.get_by_role("button", name="Go there: The picture").click()
    expect(page.get_by_role("textbox", name="Text")).to_be_focused()
    for width, path in ((1280, "checks"), (390, "checks"), (390, "linked")):
        page.set_viewport_size({"width": width, "height": 800})
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"/admin/post/{path}/?id={post_id}")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
