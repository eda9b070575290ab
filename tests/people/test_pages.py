"""The pages of sign-in and people in a real browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, sign_in_page

# Where to keep pictures of the pages, for whoever wants to look at them.
PICTURES = os.environ.get("PICTURES")

LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (390, "dark"))
PLAIN = ("/login", "/reset")
DESK = ("/admin/user/", "/admin/user/new/", "/admin/user/edit/?id={editor}",
        "/admin/user/delete/?id={editor}", "/admin/profile/", "/change")  # fmt: skip


def look(page: Page, name: str) -> None:
    """The page holds wide and light, and narrow and dark."""
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert_accessible(page)
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) == 0
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}-{scheme}.png"))


@pytest.mark.parametrize("path", PLAIN)
def test_the_pages_before_sign_in_are_accessible(
    page: Page, people: dict[str, int], path: str
) -> None:
    page.goto(path)
    look(page, path.strip("/"))


def test_a_failed_sign_in_is_told_accessibly(page: Page, people: dict[str, int]) -> None:
    page.goto("/login")
    page.fill("input[name=email]", address("owner"))
    page.fill("input[name=password]", "not this one at all")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("don't belong together")
    look(page, "login-failed")


def test_the_screens_of_people_are_accessible(page: Page, people: dict[str, int]) -> None:
    sign_in_page(page, address("owner"), PASSWORD)
    for number, path in enumerate(DESK):
        page.goto(path.format(**people))
        look(page, f"people-{number}")


def test_errors_stand_beside_their_fields(page: Page, people: dict[str, int]) -> None:
    sign_in_page(page, address("owner"), PASSWORD)
    page.goto(f"/admin/user/edit/?id={people['editor']}")
    page.fill("input[name=email]", address("author"))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#email-error")).to_have_text("Someone else has this address.")
    look(page, "people-error")


def test_sign_in_and_out_work_without_scripts(
    app: Flask, page: Page, live_server: str, people: dict[str, int]
) -> None:
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(base_url=live_server, java_script_enabled=False)
    plain = context.new_page()
    plain.goto("/admin/profile/")
    assert "/login?next=" in plain.url
    plain.fill("input[name=email]", address("author"))
    plain.fill("input[name=password]", PASSWORD)
    plain.get_by_role("button", name="Sign in").click()
    expect(plain).to_have_url(f"{live_server}/admin/profile/")
    plain.get_by_role("button", name="Sign out").click()
    expect(plain.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()


def test_a_reset_link_is_followed_though_its_page_sends_no_referrer(
    app: Flask, page: Page, people: dict[str, int]
) -> None:
    """Such a page's own form comes back with the origin “null”: the guard has to let it pass."""
    from flask_security.recoverable import generate_reset_password_token

    from admin_app.people.queries import person_by_email

    with app.app_context():
        token = generate_reset_password_token(person_by_email(address("editor")))
    answer = page.goto(f"/reset/{token}")
    assert answer is not None
    assert answer.headers["referrer-policy"] == "no-referrer"
    look(page, "choose-a-password")
    page.fill("input[name=password]", "seven more plain words")
    page.fill("input[name=password_confirm]", "seven more plain words")
    page.get_by_role("button", name="Set this password").click()
    expect(page.get_by_role("status")).to_contain_text("Your new password is set")
    sign_in_page(page, address("editor"), "seven more plain words")


def test_a_refused_new_password_takes_the_focus_to_what_is_wrong(
    page: Page, people: dict[str, int]
) -> None:
    sign_in_page(page, address("owner"), PASSWORD)
    page.goto("/change")
    for field, typed in zip(page.locator("[type=password]").all(), "abc", strict=True):
        field.fill(typed)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("The password is as it was")
    look(page, "refused-password")
