"""The lists in a browser: quick edit in the row, by keyboard and without losing a word."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.cast import PASSWORD, address, sign_in
from tests.support.pages import assert_accessible, sign_in_page


@pytest.fixture
def desk(small_site: dict[str, int], page: Page) -> Page:
    """An editor at the list of posts of a small site."""
    sign_in_page(page, address("editor"), PASSWORD)
    page.goto("/admin/post/?sort=title")
    return page


def test_a_row_is_edited_in_its_place(desk: Page) -> None:
    row = desk.locator("tbody tr", has_text="Post 0").first
    row.locator(".tick input").check()
    row.locator("a[data-quick]").focus()
    desk.keyboard.press("Enter")
    title = desk.locator(".quick-place").get_by_label("Title")
    expect(title).to_be_focused()
    assert_accessible(desk)

    title.fill("Half a title")
    desk.keyboard.press("Escape")
    expect(row.locator("a[data-quick]")).to_be_focused()
    expect(desk.locator(".quick-place")).to_have_count(0)
    desk.keyboard.press("Enter")
    expect(title).to_have_value("Half a title")

    slug = desk.locator(".quick-place").get_by_label("Address")
    slug.fill("post-1")
    title.press("Enter")
    expect(desk.locator(".quick-place .errors")).to_contain_text("Another post has this address")
    expect(slug).to_be_focused()
    expect(title).to_have_value("Half a title")
    slug.fill("a-whole-title")
    title.fill("A whole title")
    tags = desk.locator(".quick-place").get_by_label("Tags")
    tags.fill("Tides")
    tags.press("Enter")
    title.press("Enter")
    drawn = desk.locator("tbody tr", has_text="A whole title").first
    expect(drawn).to_contain_text("Tides")
    expect(drawn.locator("a[data-quick]")).to_be_focused()
    expect(drawn.locator(".tick input")).to_be_checked()
    expect(desk.locator(".bulk-count")).to_contain_text("1 selected")
    assert_accessible(desk)

    desk.set_viewport_size({"width": 390, "height": 800})
    wider = desk.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0
    desk.locator(".quick-said").get_by_role("button", name="Undo").click()
    expect(desk.locator("tbody")).to_contain_text("Post 0")
    assert desk.url.endswith("/admin/post/?sort=title")


def test_two_who_edit_one_row_are_asked_and_come_back_to_the_list(desk: Page, app: Flask) -> None:
    row = desk.locator("tbody tr", has_text="Post 1").first
    row.locator("a[data-quick]").click()
    title = desk.locator(".quick-place").get_by_label("Title")
    title.fill("What I call it")
    address_of = str(row.locator("a[data-quick]").get_attribute("href")).replace("quick/", "edit/")
    colleague = sign_in(app, "owner")
    assert colleague.submit(address_of, {"title": "What they call it"}).status_code == 303
    title.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("changed the same")
    assert_accessible(desk)
    desk.get_by_role("radio", name="Yours").check()
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.wait_for_url("**/admin/post/?sort=title")
    expect(desk.locator("tbody")).to_contain_text("What I call it")


def test_what_does_not_get_through_stands_on_the_page_that_says_so(desk: Page) -> None:
    desk.locator("tbody tr", has_text="Post 1").first.locator("a[data-quick]").click()
    desk.locator(".quick-place").get_by_label("Title").fill("Words that took an hour")
    desk.context.clear_cookies()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("Words that took an hour").first).to_be_visible()
