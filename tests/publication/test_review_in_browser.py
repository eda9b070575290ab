"""Previews, a guest's notes, and notes answered in place: what people do, in a browser."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from admin_app.content.models import Note, Post
from admin_app.extensions import db
from tests.publication.conftest import Site
from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, complaints, sign_in_page

BODY = "<p>The first paragraph.</p>\n<h2>Ferries</h2>\n<p>The second one, about ferries.</p>"


@pytest.fixture
def desk(people: dict[str, int], site: Site, page: Page) -> Page:
    """An editor before a draft with the id 1."""
    site.post("Ferries", slug="f", status="draft", body=BODY, author_id=people["author"])
    sign_in_page(page, address("editor"), PASSWORD)
    return page


def check(page: Page) -> None:
    """Nobody is shut out at either width, and nothing stands beside the page."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert_accessible(page)
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, page.url


def test_unsaved_words_are_previewed_in_a_tab_of_their_own(desk: Page, app: Flask) -> None:
    desk.goto("/admin/post/edit/?id=1")
    desk.get_by_role("textbox", name="Title", exact=True).fill("Ferries, rewritten")
    desk.get_by_text("Search and sharing").click()
    desk.get_by_label("Headline in search results").fill("Every ferry")
    preview = desk.locator("[data-search-preview]")
    expect(preview).to_contain_text("Every ferry · Copydesk")
    expect(desk.get_by_text("11 of about 60")).to_be_visible()
    for _ in range(2):  # a preview does not keep the form from being sent again
        with desk.expect_popup() as opened:
            desk.get_by_role("button", name="Preview").click()
        shown = opened.value
        found = complaints(shown)
        expect(shown.get_by_role("heading", name="Ferries, rewritten")).to_be_visible()
        expect(shown).to_have_title("Every ferry · Copydesk")
    check(shown)
    assert not found
    desk.on("dialog", lambda dialog: dialog.dismiss())
    desk.get_by_role("link", name="Cancel").click()  # it asks: nothing is saved by a preview
    shown.close()
    assert_accessible(desk)
    desk.get_by_role("button", name="Save and continue").click()
    expect(desk.get_by_text("Edited post “Ferries, rewritten”")).to_be_visible()


def test_a_guest_notes_on_a_paragraph_and_an_editor_answers_and_resolves_it_in_place(
    desk: Page, app: Flask, browser: Browser, live_server: str
) -> None:
    desk.goto("/admin/post/links/?id=1")
    desk.get_by_label("For whom").fill("for the mayor’s office")
    desk.get_by_role("button", name="Make the link").click()
    link = desk.get_by_label("Copy it now").input_value()
    check(desk)

    context = browser.new_context(base_url=live_server)
    guest = context.new_page()
    found = complaints(guest)
    with guest.expect_response("**/seen") as seen:
        guest.goto(link)
    assert seen.value.status == 204
    guest.get_by_text("Note on paragraph 3", exact=True).click()
    guest.get_by_label("Your note on paragraph 3").fill("Which <b>ferries</b>?")
    form = guest.locator("#block-2")
    form.get_by_label("Your name").fill("Ana")
    check(guest)
    form.get_by_role("button", name="Send the note").click()
    expect(guest.get_by_text("The editors have your note")).to_be_visible()
    expect(guest.locator("#block-2")).to_contain_text("Which <b>ferries</b>?")
    check(guest)
    assert not found
    context.close()

    desk.goto("/admin/post/notes/?id=1")
    expect(desk.locator("#block-2")).to_contain_text("Which <b>ferries</b>?")
    check(desk)
    desk.goto("/admin/post/edit/?id=1")
    title = desk.get_by_role("textbox", name="Title", exact=True)
    title.fill("Not saved yet")
    mark = desk.get_by_role("button", name="A note on this paragraph")
    box, block = (
        mark.bounding_box(),
        desk.get_by_text("The second one, about ferries.", exact=True).first.bounding_box(),
    )
    assert box
    assert block
    assert abs(box["y"] - block["y"]) < 30
    mark.press("Enter")
    expect(desk.get_by_role("article", name="Note by Ana")).to_be_focused()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")  # opens the reply
    desk.keyboard.press("Tab")
    desk.keyboard.type("The northern ones.")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    rail = desk.get_by_role("region", name="Notes")
    expect(rail.get_by_text("The northern ones.")).to_be_visible()
    assert_accessible(desk)
    rail.get_by_role("button", name="Resolve").press("Enter")
    expect(rail.get_by_text("No note is open.")).to_be_visible()
    expect(rail.get_by_role("status")).to_be_focused()
    expect(mark).to_have_count(0)
    expect(title).to_have_value("Not saved yet")
    with app.app_context():
        noted, reply = db.session.scalars(db.select(Note).order_by(Note.id))
        assert (noted.resolved_at is not None, reply.reply_to_id) == (True, noted.id)
        assert db.session.get_one(Post, 1).open_notes == 0


def test_an_editor_notes_on_the_paragraph_with_the_cursor(desk: Page, app: Flask) -> None:
    desk.goto("/admin/post/edit/?id=1")
    desk.get_by_text("The second one, about ferries.", exact=True).click()
    desk.get_by_text("Write a note").click()
    expect(desk.get_by_text("On “The second one, about ferries.”")).to_be_visible()
    desk.get_by_label("Your note", exact=True).fill("Check the times.")
    desk.get_by_role("button", name="Keep the note").click()
    rail = desk.get_by_role("region", name="Notes")
    expect(rail.get_by_role("article")).to_contain_text("Check the times.")
    expect(desk.get_by_role("button", name="A note on this paragraph")).to_be_visible()
    with app.app_context():
        note = db.session.scalars(db.select(Note)).one()
        assert (note.block, note.quote) == (2, "The second one, about ferries.")
    desk.emulate_media(color_scheme="dark")
    assert_accessible(desk)
