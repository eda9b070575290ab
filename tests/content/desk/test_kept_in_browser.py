"""No word is lost: a closed tab, a lost session, a lost network, and two people in one text."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from admin_app.people.permissions import Role
from tests.content.desk.conftest import copies, stored, told, write
from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, sign_in_page, wait_until_idle

KEPT, OFFLINE = "Kept on the server", "Offline: kept in this browser"


def test_a_closed_tab_costs_nothing(app: Flask, desk: Page, edit: str) -> None:
    desk.goto(edit)
    write(desk, "Tides and times")
    told(desk, KEPT)
    assert copies(desk) == 0  # the server has it
    write(desk, "Tides, times and ferries")
    assert copies(desk) == 1  # the browser has it at once
    desk.close(run_before_unload=False)
    wait_until_idle()
    again = desk.context.new_page()
    again.goto(edit)
    offer = again.locator("[data-kept-offers] .notice")
    expect(offer).to_have_count(1)
    expect(again.get_by_label("Title")).to_have_value("Tides")
    expect(offer).to_contain_text("Tides, times and ferries")
    assert copies(again) == 0
    assert_accessible(again)
    offer.get_by_role("link", name="Show the difference").click()
    expect(again.locator(".compare ins")).to_contain_text(", times and ferries")
    assert_accessible(again)
    again.get_by_role("link", name="Take it over").click()
    expect(again.get_by_label("Title")).to_have_value("Tides, times and ferries")
    assert stored(app) == ("Tides", 1, 0)
    again.get_by_role("button", name="Save and continue").click()
    expect(again.locator("main")).to_contain_text("Edited post")
    assert stored(app) == ("Tides, times and ferries", 0, 1)
    expect(offer).to_have_count(0)


def test_signing_in_again_happens_in_place_and_the_save_goes_through(
    app: Flask, desk: Page, edit: str
) -> None:
    desk.goto(edit)
    write(desk, "Written for an hour")
    told(desk, KEPT)
    desk.context.clear_cookies()
    desk.get_by_role("button", name="Save and continue").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text("You have been signed out")
    assert_accessible(desk)
    dialog.get_by_label("Email").fill(address(Role.EDITOR))
    dialog.get_by_label("Password").fill("not the right words")
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("don't belong together")
    assert_accessible(desk)
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(desk.locator("main")).to_contain_text("Edited post")
    assert desk.url.endswith(edit)  # the button that was pressed is the one that was meant
    assert stored(app) == ("Written for an hour", 0, 1)


def test_who_types_on_while_signed_out_is_asked_without_being_interrupted(
    app: Flask, desk: Page, edit: str
) -> None:
    desk.goto(edit)
    desk.context.clear_cookies()
    desk.get_by_label("Title").press("End")
    desk.keyboard.type(" and", delay=5)
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.type(" times")
    expect(desk.get_by_label("Title")).to_have_value("Tides and times")
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Email").fill(address(Role.OWNER))
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("somebody else")
    # The first tab would hand its words to the server as soon as it is the editor's again.
    desk.route("**/admin/post/autosave/**", lambda route: route.abort())
    # The other person's pages know nothing of these words.
    other = desk.context.new_page()
    other.goto(edit)
    expect(other.get_by_label("Title")).to_have_value("Tides")
    expect(other.locator("[data-kept-offers] .notice")).to_have_count(0)
    assert copies(other) == 1
    assert stored(app)[1] == 0
    other.get_by_role("button", name="Sign out").click()
    sign_in_page(other, address(Role.EDITOR), PASSWORD)
    other.goto(edit)
    expect(other.locator("[data-kept-offers] .notice")).to_contain_text("Tides and times")


def test_without_a_network_the_browser_keeps_and_the_server_gets_it_later(
    app: Flask, desk: Page, edit: str
) -> None:
    desk.goto(edit)
    desk.context.set_offline(True)
    write(desk, "Written at sea")
    told(desk, OFFLINE)
    assert copies(desk) == 1
    desk.get_by_role("button", name="Save", exact=True).click()
    told(desk, "can't be reached")
    expect(desk.get_by_label("Title")).to_have_value("Written at sea")
    desk.context.set_offline(False)
    told(desk, KEPT)
    assert copies(desk) == 0
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator("main")).to_contain_text("Edited post")
    assert stored(app) == ("Written at sea", 0, 1)


def test_what_was_saved_after_all_is_not_offered(app: Flask, desk: Page, edit: str) -> None:
    """The answer to a save was lost: its words are in this browser, and the server knows them."""
    desk.goto(edit)

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
        route.abort()

    desk.route("**/admin/post/autosave/**", lambda route: route.abort())
    write(desk, "Saved after all")
    desk.route("**/admin/post/edit/**", lose)
    with desk.expect_event("requestfailed", lambda request: "/edit/" in request.url):
        desk.get_by_role("button", name="Save", exact=True).click()
    desk.unroute_all()
    desk.goto(edit)
    expect(desk.get_by_label("Title")).to_have_value("Saved after all")
    expect(desk.locator("[data-kept-offers] .notice")).to_have_count(0)
    for _ in range(40):  # the page asks the server about its copy before it lets go of it
        if copies(desk) == 0:
            break
        desk.wait_for_timeout(50)
    assert copies(desk) == 0
    assert stored(app) == ("Saved after all", 0, 1)


def test_what_is_typed_back_is_not_offered(app: Flask, desk: Page, edit: str) -> None:
    desk.goto(edit)
    write(desk, "Ebb")
    told(desk, KEPT)
    write(desk, "Tides")
    expect(desk.locator("[data-kept-status]")).to_have_text("")
    assert stored(app) == ("Tides", 0, 0)
    assert copies(desk) == 0


def test_two_people_in_a_text_see_each_other_and_who_saved(
    desk: Page, colleague: Page, edit: str
) -> None:
    desk.goto(edit)
    colleague.goto(edit)
    expect(colleague.locator("[data-here]")).to_contain_text("Editor Moor is here too")
    assert_accessible(colleague)
    colleague.get_by_label("Excerpt").fill("Twice a day.")
    told(colleague, KEPT)
    colleague.get_by_role("button", name="Save and continue").click()
    expect(colleague.locator("main")).to_contain_text("Edited post")
    # The next poll tells; here it is not waited for.
    desk.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'visible'})")
    desk.clock.install()
    desk.reload()
    expect(desk.locator("[data-here]")).to_contain_text("Owner Moor is here too")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_palette_and_the_sheet_lead_everywhere_by_keyboard(
    desk: Page, edit: str, width: int
) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto("/admin/")
    desk.keyboard.press("Control+k")
    field = desk.get_by_role("combobox", name="Search or go to")
    expect(field).to_be_focused()
    expect(desk.get_by_role("option", name="New post")).to_be_visible()
    assert_accessible(desk)
    field.fill("tid")
    expect(desk.get_by_role("option")).to_have_count(1)
    expect(desk.get_by_role("option", name="Tides")).to_have_attribute("aria-selected", "true")
    assert_accessible(desk)
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{edit}")
    desk.goto("/admin/post/")
    desk.keyboard.press("?")
    sheet = desk.get_by_role("dialog", name="Keys")
    expect(sheet).to_contain_text("New post")
    expect(sheet).to_contain_text("Search, go to a screen, or create")
    assert_accessible(desk)
    desk.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    for path in ("/admin/keys/", "/admin/palette/?q=tid", "/admin/palette/?q=zzz"):
        desk.goto(path)
        assert_accessible(desk)
        assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    desk.goto("/admin/profile/")
    desk.get_by_label("Single-letter keys").select_option("Off")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("html")).to_have_attribute("data-keys", "off")
    desk.keyboard.press("?")
    expect(sheet).to_be_hidden()
