"""What the desk's pages do better with JavaScript, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from admin_app.people.permissions import Role
from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, sign_in_page

LIST, NEW = "/admin/post/", "/admin/post/new/"


def typed_a_title(page: Page) -> None:
    page.goto(NEW)
    page.get_by_label("Title").fill("The quay at low water")


def asked(page: Page, *, stay: bool = True) -> list[str]:
    """A list that fills with the questions that the browser asks."""
    questions: list[str] = []

    def answer(dialog: Dialog) -> None:
        questions.append(dialog.type)
        dialog.dismiss() if stay else dialog.accept()

    page.on("dialog", answer)
    return questions


def test_the_page_a_range_and_all_that_match_can_be_selected(desk: Page) -> None:
    desk.goto(LIST)
    rows, told = desk.locator("[name=rowid]"), desk.locator(".bulk-count")
    everything, move = desk.locator("[name=all_matching]"), desk.get_by_role("button", name="trash")
    expect(move).to_be_disabled()
    rows.nth(1).click()
    rows.nth(4).click(modifiers=["Shift"])
    expect(told).to_have_text("4 selected.")
    expect(move).to_be_enabled()
    expect(everything).to_be_hidden()
    desk.get_by_label("All on this page").check()
    expect(told).to_have_text("All 25 posts on this page are selected.")
    everything.check()
    expect(told).to_have_text("All posts that match are selected.")
    assert_accessible(desk)
    rows.nth(2).uncheck()
    expect(everything).not_to_be_checked()


def test_without_javascript_rows_can_still_be_chosen(desk: Page, browser: Browser) -> None:
    context = browser.new_context(
        base_url=desk.url.partition("/admin")[0],
        storage_state=desk.context.storage_state(),
        java_script_enabled=False,
    )
    page = context.new_page()
    page.goto(LIST)
    expect(page.get_by_label("All on this page")).to_be_hidden()
    expect(page.locator("[name=all_matching]")).to_be_visible()
    page.locator("[name=rowid]").first.check()
    page.get_by_role("button", name="trash").click()
    expect(page.get_by_role("status").filter(has_text="Undo")).to_be_visible()
    context.close()


def test_keys_search_and_make_new_but_not_while_someone_types(desk: Page) -> None:
    desk.goto(LIST)
    search = desk.locator("input[type=search]")
    desk.keyboard.press("/")
    expect(search).to_be_focused()
    desk.keyboard.type("/n")
    expect(search).to_have_value("/n")
    assert desk.url.endswith(LIST)
    search.blur()
    desk.keyboard.press("Control+n")
    assert desk.url.endswith(LIST)
    desk.keyboard.press("n")
    desk.wait_for_url(f"**{NEW}")


def test_keys_can_be_off(desk: Page) -> None:
    desk.goto(LIST)
    desk.evaluate("document.documentElement.dataset.keys = 'off'")
    desk.keyboard.press("/")
    expect(desk.locator("input[type=search]")).not_to_be_focused()


def test_escape_closes_the_columns_and_gives_the_focus_back(desk: Page) -> None:
    desk.goto(LIST)
    summary = desk.locator("[data-pop] summary")
    summary.click()
    desk.get_by_label("Rows on a page").focus()
    desk.keyboard.press("Escape")
    expect(summary).to_be_focused()
    assert desk.locator("[data-pop]").get_attribute("open") is None


def test_leaving_a_changed_form_asks(desk: Page) -> None:
    typed_a_title(desk)
    questions = asked(desk)
    desk.get_by_role("link", name="Today").click()
    desk.wait_for_timeout(200)
    assert questions == ["beforeunload"]
    assert desk.url.endswith(NEW)


@pytest.mark.parametrize("leave", ["untouched", "saved"])
def test_leaving_asks_nothing_when_nothing_is_lost(desk: Page, leave: str) -> None:
    questions = asked(desk, stay=False)
    if leave == "untouched":
        desk.goto(NEW)
        desk.get_by_role("link", name="Today").click()
    else:
        typed_a_title(desk)
        desk.get_by_role("button", name="Save", exact=True).click()
    desk.wait_for_url(re.compile(r"/admin/(post/)?(\?.*)?$"))
    assert questions == []


def test_a_second_click_sends_nothing_while_the_first_is_on_its_way(desk: Page) -> None:
    typed_a_title(desk)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    desk.route(f"**{NEW}**", hold)
    disabled = desk.evaluate(
        """async () => {
            const button = document.querySelector("[name=_continue_editing]")
            button.click()
            await new Promise((resolve) => setTimeout(resolve, 100))
            button.form.requestSubmit()
            await new Promise((resolve) => setTimeout(resolve, 100))
            return button.disabled
        }"""
    )
    assert disabled
    (route,) = held
    assert "_continue_editing=1" in (route.request.post_data or "")
    route.continue_()
    desk.wait_for_url("**/admin/post/edit/**")


def test_who_comes_back_to_a_sent_form_finds_its_buttons_enabled(desk: Page) -> None:
    typed_a_title(desk)
    desk.route(f"**{NEW}**", lambda route: route.fulfill(status=204))
    button = desk.get_by_role("button", name="Save", exact=True)
    button.click()
    expect(button).to_be_disabled()
    # The browser says so when it shows a page that it had kept.
    desk.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(button).to_be_enabled()


def test_tags_become_chips_and_travel_as_names_with_commas(desk: Page) -> None:
    typed_a_title(desk)
    tags, sent = desk.get_by_label("Tags"), desk.locator("input[name=tags]")
    tags.press_sequentially("sea, city  hall,Sea,")
    tags.press_sequentially("ice")
    tags.press("Enter")
    expect(sent).to_have_value("sea, city hall, ice")
    desk.get_by_role("button", name="Remove city hall").click()
    expect(tags).to_be_focused()
    tags.press("Backspace")
    expect(sent).to_have_value("sea")
    tags.press_sequentially("left half-typed")
    assert_accessible(desk)
    desk.get_by_role("button", name="Save and continue").click()
    desk.wait_for_url("**/admin/post/edit/**")
    expect(sent).to_have_value(re.compile("left half-typed"))
    expect(desk.get_by_role("button", name="Remove sea")).to_be_visible()


def test_a_phone_shows_where_it_is(desk: Page) -> None:
    desk.set_viewport_size({"width": 320, "height": 640})
    desk.goto("/admin/activity/")
    expect(desk.locator(".side [aria-current]")).to_be_in_viewport()
    assert desk.evaluate("document.documentElement.scrollWidth") == 320


def test_signing_in_needs_no_script(page: Page, people: dict[str, int]) -> None:
    page.route("**/*.js", lambda route: route.abort())
    sign_in_page(page, address(Role.AUTHOR), PASSWORD)
    expect(page.locator("h1")).to_contain_text("Author")
