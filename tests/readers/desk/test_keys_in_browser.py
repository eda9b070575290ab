"""Deciding by keys, in its place, in a real browser."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import func, select

from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.people.models import User
from admin_app.unit_of_work import one_commit
from tests.readers.desk.conftest import Say
from tests.readers.desk.queue import QUEUE, States
from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, complaints, sign_in_page

# It hears no more of what others do.
DEAF = """void (window.fetch = ((real) => (url, ...more) =>
    url.includes('claim') ? new Promise(() => {}) : real(url, ...more))(fetch))"""
FOCUSED = """(({ activeElement }) =>
    activeElement.getAttribute('aria-label') ?? activeElement.textContent)(document)"""


@pytest.fixture
def queue(page: Page, people: dict[str, int]) -> Page:
    """The moderator's browser, signed in."""
    sign_in_page(page, address("moderator"), PASSWORD)
    return page


def card(page: Page, number: int) -> object:
    return page.get_by_role("article", name=f"Comment by Reader {number}", exact=True)


def focused(page: Page) -> str:
    return str(page.evaluate(FOCUSED))


def lines(page: Page) -> list[str]:
    return [one.inner_text() for one in page.locator(".decided > span:first-child").all()]


def settled(page: Page) -> None:
    """Every decision has its answer."""
    expect(page.locator(".decided[aria-busy=true]")).to_have_count(0)


def test_a_key_decides_and_the_next_card_has_the_keyboard(
    queue: Page, say: Say, states: States
) -> None:
    ids = say(4)
    queue.goto(QUEUE)
    before = queue.url
    queue.keyboard.press("j")
    assert focused(queue) == "Comment by Reader 0"
    for key in "asd":
        queue.keyboard.press(key)
    settled(queue)
    assert lines(queue) == [
        "Approved the comment by Reader 0.",
        "Marked the comment by Reader 1 as spam.",
        "Removed the comment by Reader 2.",
    ]
    assert states(*ids) == ["approved", "spam", "removed", "pending"]
    assert focused(queue) == "Comment by Reader 3"
    assert queue.url == before
    assert queue.locator(".tabs [aria-current] .n").inner_text() == "1"
    expect(queue.locator("main > [role=status]")).to_have_text("Removed the comment by Reader 2.")
    assert_accessible(queue)
    queue.keyboard.press("z")
    expect(card(queue, 2)).to_be_focused()
    assert states(*ids) == ["approved", "spam", "pending", "pending"]
    queue.locator(".decided").first.get_by_role("button", name="Undo").click()
    expect(card(queue, 0)).to_be_focused()
    assert states(*ids)[0] == "pending"
    queue.keyboard.press("a")  # the same again is no second copy
    settled(queue)
    assert states(*ids)[0] == "approved"


def test_a_script_decides_fifty_and_each_is_one_commit(
    app: Flask, queue: Page, say: Say, states: States
) -> None:
    ids = say(60)
    queue.goto(QUEUE)
    began = time.monotonic()
    for number in range(50):
        expect(card(queue, number)).to_have_class("case now")
        queue.keyboard.press("as"[number % 2])
    expect(queue.locator(".decided")).to_have_count(50)
    settled(queue)
    print(f"50 comments decided by keys in {time.monotonic() - began:.1f} s")
    assert states(*ids) == ["approved", "spam"] * 25 + ["pending"] * 10
    with app.app_context():
        assert db.session.scalar(select(func.count(Changeset.id))) == 50
    assert focused(queue) == "Comment by Reader 50"


def test_selected_ones_are_decided_at_once_and_come_back_at_once(
    queue: Page, say: Say, states: States
) -> None:
    ids = say(4)
    queue.goto(QUEUE)
    for key in "jxjjx":
        queue.keyboard.press(key)
    expect(queue.locator(".bulk-count")).to_have_text("2 selected.")
    queue.keyboard.press("s")
    settled(queue)
    assert states(*ids) == ["spam", "pending", "spam", "pending"]
    assert lines(queue) == ["Marked 2 comments as spam."]
    queue.keyboard.press("z")
    expect(card(queue, 2)).to_be_visible()
    assert [one.get_attribute("id") for one in queue.locator(".case").all()] == [
        f"case-{one}" for one in ids
    ]
    assert states(*ids) == ["pending"] * 4
    queue.keyboard.press("Shift+X")
    expect(queue.locator(".bulk-count")).to_have_text("All 4 comments on this page are selected.")
    queue.keyboard.press("a")
    expect(queue.get_by_text("This was the last one here.")).to_be_visible()
    settled(queue)
    assert states(*ids) == ["approved"] * 4


def test_a_reply_is_written_in_the_card_and_approves_it(
    app: Flask, queue: Page, say: Say, states: States
) -> None:
    first, second = say(2)
    queue.goto(QUEUE)
    queue.keyboard.press("r")
    reply = queue.get_by_label("Your reply")
    expect(reply).to_be_focused()
    queue.keyboard.type("A dash of jasmine")  # letters are letters here
    queue.keyboard.press("Escape")
    expect(card(queue, 0)).to_be_focused()
    queue.keyboard.press("r")
    expect(reply).to_have_value("A dash of jasmine")
    assert_accessible(queue)
    queue.keyboard.press("Control+Enter")
    settled(queue)
    expect(queue.locator(".decided")).to_contain_text(
        "Approved the comment by Reader 0 and replied."
    )
    with app.app_context():
        assert db.session.scalar(select(func.count(Changeset.id))) == 1
    assert states(first, second) == ["approved", "pending"]
    expect(card(queue, 1)).to_be_focused()
    queue.keyboard.press("z")
    expect(card(queue, 0)).to_be_focused()
    assert states(first) == ["pending"]


def test_an_edit_in_the_card_says_beside_its_field_what_is_wrong(queue: Page, say: Say) -> None:
    say(2)
    queue.goto(QUEUE)
    queue.keyboard.press("e")
    words = queue.locator(".inline-form textarea")
    expect(words).to_be_focused()
    words.fill("Better words")
    queue.get_by_label("Website").fill("javascript:alert(1)")
    queue.get_by_role("button", name="Save", exact=True).click()
    expect(queue.get_by_label("Website")).to_be_focused()
    expect(queue.locator(".inline-form .field .error")).to_contain_text("starts with https://")
    expect(words).to_have_value("Better words")
    queue.get_by_label("Website").fill("")
    queue.get_by_role("button", name="Save", exact=True).click()
    expect(card(queue, 0)).to_be_focused()
    expect(card(queue, 0)).to_contain_text("Better words")


def test_without_a_network_the_card_comes_back_and_says_so(
    queue: Page, say: Say, states: States
) -> None:
    (comment, _) = say(2)
    queue.goto(QUEUE)
    queue.context.set_offline(True)
    queue.keyboard.press("a")
    expect(card(queue, 0)).to_contain_text("Not saved: the server can't be reached.")
    assert_accessible(queue)
    queue.context.set_offline(False)
    queue.keyboard.press("k")
    assert focused(queue) == "Comment by Reader 0"
    queue.keyboard.press("a")
    settled(queue)
    assert states(comment) == ["approved"]


def test_an_answer_that_is_lost_was_a_decision_all_the_same(
    queue: Page, say: Say, states: States
) -> None:
    """Stored, but the answer never came: said again, it is no conflict and no second change."""
    (comment, _) = say(2)
    queue.goto(QUEUE)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    queue.route("**/comment/action/", lose, times=1)
    queue.evaluate(DEAF)
    queue.keyboard.press("a")
    expect(card(queue, 0)).to_contain_text("Not saved")
    queue.keyboard.press("k")
    queue.keyboard.press("a")
    settled(queue)
    assert states(comment) == ["approved"]
    assert lines(queue) == ["Nothing needed to change."]


def test_who_was_signed_out_signs_in_in_place_and_the_decision_goes_through(
    queue: Page, say: Say, states: States
) -> None:
    (comment, _) = say(2)
    queue.goto(QUEUE)
    queue.context.clear_cookies()
    queue.keyboard.press("s")
    expect(card(queue, 0)).to_contain_text("you have been signed out")
    assert states(comment) == ["pending"]
    dialog = queue.get_by_role("dialog")
    dialog.get_by_label("Email").fill(address("moderator"))
    dialog.get_by_label("Password").fill(PASSWORD)
    queue.get_by_role("button", name="Sign in").click()
    expect(queue.locator(".decided")).to_contain_text("Marked the comment by Reader 0 as spam.")
    assert states(comment) == ["spam"]


def test_two_moderators_in_two_browsers(
    queue: Page, browser: Browser, live_server: str, say: Say, states: States
) -> None:
    ids = say(4)
    context = browser.new_context(base_url=live_server)
    other = context.new_page()
    found = complaints(other)
    sign_in_page(other, address("editor"), PASSWORD)
    other.goto(QUEUE)
    with other.expect_response("**/claim/"):
        other.keyboard.press("j")
    # The first card is in the other's hands: the keyboard goes past it.
    queue.goto(QUEUE)
    expect(card(queue, 0)).to_contain_text("Editor Moor is deciding this.")
    expect(card(queue, 1)).to_have_class("case now")
    assert_accessible(queue)
    queue.keyboard.press("j")
    queue.keyboard.press("k")
    assert focused(queue) == "Comment by Reader 1"
    # What the other decides meanwhile is said in the place of the card.
    other.keyboard.press("s")
    settled(other)
    with queue.expect_response("**/claim/"):
        queue.keyboard.press("j")
    expect(queue.locator(".decided.late")).to_have_text("Editor Moor marked this as spam just now.")
    # At the very same card: the second is told, and nothing is changed.
    other.evaluate(DEAF)
    queue.keyboard.press("a")
    settled(queue)
    card(other, 2).get_by_role("button", name="Remove").click()
    expect(other.locator(".decided.late")).to_contain_text(
        "Moderator Moor approved this just now; nothing was changed."
    )
    assert states(*ids) == ["spam", "pending", "approved", "pending"]
    context.close()
    assert not found


def test_who_wants_no_keys_has_none(
    app: Flask, queue: Page, people: dict[str, int], say: Say, states: States
) -> None:
    (comment,) = say(1)
    with app.app_context(), one_commit("No keys", record=False):
        person = db.session.get(User, people["moderator"])
        assert person
        person.single_keys = False
    queue.goto(QUEUE)
    queue.keyboard.press("a")
    expect(queue.locator(".acts kbd").first).to_be_hidden()
    expect(card(queue, 0)).to_be_visible()
    assert states(comment) == ["pending"]
    card(queue, 0).get_by_role("button", name="Approve").click()
    expect(queue.locator(".decided")).to_contain_text("Approved the comment by Reader 0.")


def test_the_sheet_tells_of_the_keys(queue: Page, say: Say) -> None:
    say(1)
    queue.goto(QUEUE)
    queue.keyboard.press("?")
    expect(queue.get_by_role("dialog")).to_contain_text("Undo what was decided last")
    queue.keyboard.press("a")
    expect(card(queue, 0)).to_have_count(1)
