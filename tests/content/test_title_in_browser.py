"""The title of a text is seen whole, however long it is and however narrow the page."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, sign_in_page

LONG = "Harbour council delays the vote on dredging the outer basin until after the herring season"
CUT = (
    "field => field.scrollHeight > field.clientHeight + 1 || field.scrollWidth > field.clientWidth"
)


@pytest.fixture
def long_post(app: Flask, people: dict[str, int]) -> None:
    with app.app_context(), one_commit("Made", record=False):
        db.session.add(Post(title=LONG, slug="tides", author_id=people["author"], body="<p>A</p>"))


def _title_of(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(db.select(Post.title)).one()


@pytest.mark.usefixtures("long_post")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_is_not_cut(app: Flask, page: Page, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    sign_in_page(page, address("author"), PASSWORD)
    page.goto("/admin/post/edit/?id=1")
    title = page.locator("#title")
    expect(title).to_have_value(LONG)
    assert not title.evaluate(CUT)
    title.fill(f"{LONG}, and what the crews say of it")
    assert not title.evaluate(CUT)
    assert_accessible(page)


@pytest.mark.usefixtures("long_post")
def test_enter_in_it_saves_and_makes_no_line(app: Flask, page: Page) -> None:
    sign_in_page(page, address("author"), PASSWORD)
    page.goto("/admin/post/edit/?id=1")
    title = page.locator("#title")
    title.fill("Low tide")
    title.press("Enter")
    expect(page.locator("main")).to_contain_text("Edited")
    assert _title_of(app) == "Low tide"


@pytest.mark.usefixtures("long_post")
def test_without_scripts_it_is_saved_as_well_in_one_line(
    app: Flask, browser: Browser, live_server: str
) -> None:
    context = browser.new_context(
        base_url=live_server, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    sign_in_page(page, address("author"), PASSWORD)
    page.goto("/admin/post/edit/?id=1")
    page.fill("textarea[name=title]", "Low\ntide\r\nat noon")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("Edited")
    context.close()
    assert _title_of(app) == "Low tide at noon"
