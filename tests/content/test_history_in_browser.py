"""Two browsers on one post: no word is lost, by keyboard alone and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, sign_in_page

BODY = "<p>The old harbour was quiet.</p>\n<p>Nobody had read the plan.</p>"
EDIT = "/admin/post/edit/?id=1"
PAST = (
    "/admin/post/history/?id=1",
    "/admin/post/compare/?id=1&left=1&right=2",
    "/admin/post/blame/?id=1",
)
Desk = Callable[[str], Page]


@pytest.fixture
def desk(app: Flask, people: dict[str, int], browser: Browser, live_server: str) -> Iterator[Desk]:
    """`desk(role)`: a browser of this person's own, without JavaScript, at the form of a post."""
    with app.app_context(), one_commit("Created post “The plan”"):
        db.session.add(
            Post(title="The plan", slug="plan", body=BODY, author_id=people["editor"], tags=[])
        )
    contexts = []

    def opened(role: str) -> Page:
        context = browser.new_context(base_url=live_server, java_script_enabled=False)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        sign_in_page(page, address(role), PASSWORD)
        page.goto(EDIT)
        return page

    yield opened
    for context in contexts:
        context.close()


def write(page: Page, field: str, text: str) -> None:
    page.locator(f"[name={field}]").fill(text)
    page.get_by_role("button", name="Save", exact=True).click()


def test_two_people_write_on_one_post_and_no_word_is_lost(desk: Desk, page: Page) -> None:
    ada, ben = desk("editor"), desk("owner")
    ben.locator("[name=title]").fill("The plan nobody read")
    write(ben, "body", BODY.replace("quiet", "loud").replace("Nobody", "No one"))
    write(ada, "body", BODY.replace("quiet", "still"))
    expect(ada.get_by_role("heading", level=1)).to_have_text("You and Owner Moor changed the same")
    expect(ada.locator("main")).to_contain_text("paragraph 2 of the text")
    both = ada.get_by_role("radio", name="Both, as written here")
    both.focus()
    ada.keyboard.press("ArrowUp")
    expect(ada.get_by_role("radio", name="Yours")).to_be_checked()
    ada.keyboard.press("ArrowDown")
    ada.keyboard.press("Tab")
    ada.keyboard.press("End")
    ada.keyboard.type("<p>And so on.</p>")
    ada.keyboard.press("Tab")
    ada.keyboard.press("Enter")
    ada.wait_for_url("**/admin/post/")
    ada.goto(EDIT)
    expect(ada.locator("[name=title]")).to_have_value("The plan nobody read")
    for words in ("loud still", "And so on.", "No one had read"):
        assert words in ada.locator("[name=body]").input_value()
    _everybody_can_read_the_past(page)


def _everybody_can_read_the_past(page: Page) -> None:
    sign_in_page(page, address("editor"), PASSWORD)
    for path in PAST:
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            assert_accessible(page)
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0, path
    page.goto(PAST[0])
    expect(page.locator("main")).to_contain_text("Editor Moor’s version, not saved as such")
    page.get_by_role("link", name="from what Editor Moor wrote").click()
    expect(page.locator(".text-diff ins, .text-diff del").first).to_be_visible()


def test_everybody_can_choose_between_two_versions(desk: Desk, page: Page) -> None:
    ben = desk("owner")
    sign_in_page(page, address("editor"), PASSWORD)
    page.goto(EDIT)
    ben.locator("[name=title]").fill("Ben’s title")
    ben.locator("[name=status]").select_option("in_review")
    write(ben, "excerpt", "Ben’s words")
    page.locator("[name=title]").fill("Ada’s title")
    page.locator("[name=excerpt]").fill("Ada’s words")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("changed the same")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
