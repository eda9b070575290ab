"""A reader's page, appeals, erasing, and the reader's own page, in a real browser."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from admin_app.extensions import db
from admin_app.readers.models import Appeal
from admin_app.readers.telling import said_token
from admin_app.unit_of_work import one_commit
from tests.readers.desk.conftest import Say
from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, sign_in_page

EMAIL = "reader0@example.net"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_everybody_can_use_the_screens(
    app: Flask, people: dict[str, int], page: Page, say: Say, width: int, scheme: str
) -> None:
    (appealed,), (spam,) = say(1, "removed"), say(1, "spam")
    with app.app_context(), one_commit("Appealed", record=False):
        db.session.add(Appeal(comment_id=appealed, text="Please.", against_status="removed"))
    with app.app_context():
        own = f"/said/{said_token(spam)}"
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sign_in_page(page, address("owner"), PASSWORD)
    for path in (
        f"/admin/reader/?email={EMAIL}&ban=1",
        "/admin/reader/",
        "/admin/appeal/",
        f"/admin/comment/remove/?id={spam}",
        f"/admin/reader-data/?email={EMAIL}",
        own,
    ):
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_a_reader_appeals_without_an_account(app: Flask, page: Page, say: Say) -> None:
    (comment_id,) = say(1, "removed")
    with app.app_context():
        page.goto(f"/said/{said_token(comment_id)}")
    page.get_by_label("Why it should be looked at again").fill("It was a joke.")
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_role("status")).to_contain_text("Another moderator will look at it")
    expect(page.get_by_text("It was a joke.")).to_be_visible()
