"""The queue in a real browser."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from admin_app.readers.housekeeping import trace_comments
from tests.readers.desk.conftest import Say
from tests.readers.desk.queue import States
from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, sign_in_page


@pytest.fixture
def moderating(page: Page, people: dict[str, int]) -> Page:
    """The moderator's browser, signed in."""
    sign_in_page(page, address("moderator"), PASSWORD)
    return page


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_is_accessible_and_fits(
    app: Flask, moderating: Page, say: Say, width: int, scheme: str
) -> None:
    (above,) = say(status="approved", body="word " * 400)
    (comment,) = say(parent_id=above, depth=2, body="unbreakable" * 30)
    say(2, status="spam")
    say(3, body="Cheap lamps on " + "very-" * 12 + "long.shop", author_ip="2001:db8:1:2:3:4:5:6")
    with app.app_context():
        trace_comments()
    moderating.set_viewport_size({"width": width, "height": 800})
    moderating.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in (
        "/admin/comment/",
        "/admin/comment/?status=all",
        "/admin/comment/?status=removed",
        "/admin/comment/?search=absentword",
        "/admin/comment/campaigns/",
        f"/admin/comment/edit/?id={comment}",
        f"/admin/comment/reply/?id={comment}",
        "/admin/",
    ):
        moderating.goto(path)
        assert_accessible(moderating)
        assert moderating.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_deciding_undoing_and_replying(moderating: Page, say: Say, states: States) -> None:
    first, second, third = say(3)
    moderating.goto("/admin/comment/")
    card = moderating.get_by_role("article", name="Comment by Reader 1")
    line = moderating.locator(".decided")
    card.get_by_role("button", name="Spam").click()
    expect(line).to_contain_text("Marked the comment by Reader 1 as spam.")
    expect(card).to_have_count(0)
    expect(moderating.locator(f"#case-{third}")).to_be_focused()
    line.get_by_role("button", name="Undo").click()
    expect(card).to_be_focused()
    expect(line).to_have_count(0)
    for number in (0, 2):
        moderating.get_by_label(f"Select the comment by Reader {number}").check()
    moderating.locator(".bulk").get_by_role("button", name="Approve").click()
    expect(line).to_contain_text("Approved 2 comments.")
    card.get_by_role("link", name="Reply").click()
    moderating.get_by_label("Your reply").fill("Thank you for writing.")
    moderating.get_by_role("button", name="Approve and reply").click()
    expect(moderating.locator(".decided").last).to_contain_text("and replied.")
    assert states(first, second, third) == ["approved"] * 3


def test_the_form_shows_what_the_comment_answers_as_a_line_of_words(
    moderating: Page, say: Say
) -> None:
    (above,) = say(status="approved", body="The map is in the post of the fifth of May.")
    (comment,) = say(parent_id=above, depth=2)
    moderating.goto(f"/admin/comment/edit/?id={comment}")
    quoted = moderating.locator(".context").bounding_box()
    assert quoted
    assert quoted["height"] < 40


def test_all_that_match_in_one_click(moderating: Page, say: Say, states: States) -> None:
    ids = say(30)
    moderating.goto("/admin/comment/")
    moderating.get_by_label("All on this page").check()
    moderating.get_by_label("Select all 30 comments that match").check()
    moderating.locator(".bulk").get_by_role("button", name="Remove").click()
    expect(moderating.get_by_text("Removed 30 comments.")).to_be_visible()
    expect(moderating.get_by_text("Nothing waits.")).to_be_visible()
    assert set(states(*ids)) == {"removed"}


def test_everything_works_without_javascript(
    app: Flask, page: Page, live_server: str, people: dict[str, int], say: Say, states: States
) -> None:
    first, second = say(2)
    browser = page.context.browser
    assert browser
    context = browser.new_context(base_url=live_server, java_script_enabled=False)
    plain = context.new_page()
    sign_in_page(plain, address("moderator"), PASSWORD)
    plain.goto("/admin/comment/")
    plain.get_by_role("article", name="Comment by Reader 0").get_by_role(
        "button", name="Approve"
    ).click()
    plain.get_by_label("Select the comment by Reader 1").check()
    plain.locator(".bulk").get_by_role("button", name="Spam").click()
    assert states(first, second) == ["approved", "spam"]
    context.close()
