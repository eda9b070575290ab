"""Two people who wrote over the same words, each in a browser of their own."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.history.models import Change
from tests.content.desk.conftest import SURFACE, copies, write
from tests.support.pages import assert_accessible

SAVE_ON = "Save and continue"


def save(page: Page) -> None:
    page.get_by_role("button", name=SAVE_ON).click()


def rewrite(page: Page, edit: str, words: str) -> None:
    """Open the post and put these words in place of its text."""
    page.goto(edit)
    page.locator(SURFACE).press("Control+a")
    page.keyboard.insert_text(words)


def body(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(select(Post.body)).one()


def test_what_does_not_clash_is_put_together_and_told(
    app: Flask, desk: Page, colleague: Page, edit: str
) -> None:
    for page in (desk, colleague):
        page.goto(edit)
        page.wait_for_selector(SURFACE)
    expect(colleague.locator("[data-here]")).to_contain_text("Editor Moor is here too")
    desk.locator(SURFACE).press("Control+End")
    desk.keyboard.type(" And dry.")
    colleague.get_by_label("Excerpt").fill("Twice a day.")
    save(colleague)
    expect(colleague.locator("main")).to_contain_text("Edited post")
    save(desk)
    expect(desk.locator("main")).to_contain_text("Kept from Owner Moor: the excerpt")
    expect(desk.locator(SURFACE)).to_have_text("Low. And dry.")
    expect(desk.get_by_label("Excerpt")).to_have_value("Twice a day.")


def test_a_clash_is_settled_by_keyboard_in_the_editor_and_leaves_nothing_behind(
    app: Flask, desk: Page, colleague: Page, edit: str
) -> None:
    rewrite(desk, edit, "Ebb at noon.")
    # Nothing of it reaches the server before the save: the browser alone has it.
    desk.route("**/admin/post/autosave/**", lambda route: route.abort())
    write(desk, "Ebb")
    rewrite(colleague, edit, "Flood at noon.")
    write(colleague, "Flood")
    save(colleague)
    expect(colleague.locator("main")).to_contain_text("Edited post")
    save(desk)
    expect(desk.get_by_role("heading", level=1)).to_have_text("You and Owner Moor changed the same")
    expect(desk.locator(".both-of .copy")).to_have_text("Flood at noon Ebb at noon.")
    desk.unroute_all()
    assert copies(desk) == 1
    assert_accessible(desk)
    theirs = desk.get_by_role("radio", name="Owner Moor’s").first
    theirs.focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("ArrowDown")
    expect(desk.get_by_role("radio", name="Yours").first).to_be_checked()
    desk.get_by_role("button", name="Owner Moor’s everywhere").press("Enter")
    assert desk.get_by_role("radio", checked=True).evaluate_all("all => all.map(a => a.value)") == [
        "theirs",
        "theirs",
    ]
    desk.locator(".both-of .copy").press("Control+End")
    desk.keyboard.type(" Both.")
    expect(desk.get_by_role("radio", name="Both").last).to_be_checked()
    save(desk)
    expect(desk.locator("main")).to_contain_text("Edited post “Flood”")
    expect(desk.locator(SURFACE)).to_have_text("Flood at noon Ebb at noon. Both.")
    for _ in range(40):
        if copies(desk) == 0:
            break
        desk.wait_for_timeout(50)
    assert copies(desk) == 0
    expect(desk.locator("[data-kept-offers] .notice")).to_have_count(0)
    assert body(app) == "<p>Flood at noon Ebb at noon. Both.</p>"
    with app.app_context():
        kept = db.session.scalars(select(Change.after).where(Change.verb == "kept")).one()
    assert kept == {"title": "Ebb", "body": "<p>Ebb at noon.</p>"}


def test_the_page_that_asks_fits_a_phone(desk: Page, colleague: Page, edit: str) -> None:
    rewrite(desk, edit, "Ebb at noon.")
    rewrite(colleague, edit, "Flood at noon.")
    save(colleague)
    expect(colleague.locator("main")).to_contain_text("Edited post")
    desk.set_viewport_size({"width": 390, "height": 800})
    save(desk)
    expect(desk.locator(".both-of .copy")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert_accessible(desk)
