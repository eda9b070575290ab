"""Tags, categories, media and settings in a browser: what a person does, at both widths."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from admin_app.content.actions.terms import find_or_create_categories, find_or_create_tags
from admin_app.content.models import Webhook
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, sign_in_page

SCREENS = (
    "/admin/tag/",
    "/admin/tag/?search=nothing",
    "/admin/tag/new/",
    "/admin/tag/edit/?id=1",
    "/admin/tag/delete/?id=1",
    "/admin/tag/merge/?id=1",
    "/admin/category/",
    "/admin/category/edit/?id=2",
    "/admin/category/delete/?id=1",
    "/admin/redirect/",
    "/admin/redirect/new/",
    "/admin/media/",
    "/admin/media/new/",
    "/admin/setting/",
    "/admin/webhook/",
    "/admin/webhook/new/",
    "/admin/webhook/edit/?id=1",
    "/admin/profile/",
)


@pytest.fixture
def desk(app: Flask, people: dict[str, int], page: Page) -> Page:
    """An owner at the desk of a site with some tags and a tree of categories."""
    with app.app_context(), one_commit("Set up", record=False):
        find_or_create_tags(["Harbour", "Tides"])
        news, local = find_or_create_categories(["News", "Local"])
        db.session.flush()
        local.parent_id = news.id
        db.session.add(Webhook(url="https://example.org/hook", events="post.published", salt="s"))
    sign_in_page(page, address("owner"), PASSWORD)
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_everybody_can_use_the_screens(desk: Page, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    for path in SCREENS:
        desk.goto(path)
        assert_accessible(desk)
        wider = desk.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, path


def test_a_tag_is_merged_by_keyboard_and_brought_back(desk: Page) -> None:
    desk.goto("/admin/tag/")
    desk.get_by_label("Select “Harbour”").check()
    desk.get_by_role("button", name="Merge into…").click()
    into = desk.get_by_role("combobox", name="Merge into")
    expect(into).to_be_focused()
    desk.keyboard.type("ti")
    expect(desk.get_by_role("option", name="Tides")).to_be_visible()
    assert_accessible(desk)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(into).to_have_value("Tides")
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_contain_text("Merged “Harbour” into “Tides”.")
    desk.get_by_role("link", name="Tides").first.click()
    assert_accessible(desk)
    desk.get_by_role("button", name="Bring back “Harbour”").click()
    expect(desk.locator("main")).to_contain_text("Brought the tag “Harbour” back")
    expect(desk.get_by_role("link", name="Harbour", exact=True)).to_be_visible()


def test_a_picture_is_uploaded_described_and_deleted_and_comes_back(
    desk: Page, tmp_path: Path
) -> None:
    file = tmp_path / "low_tide.jpg"
    Image.new("RGB", (1200, 700), "teal").save(file)
    desk.goto("/admin/media/")
    desk.get_by_role("link", name="Upload files").first.click()
    desk.get_by_label("Files").set_input_files(file)
    desk.get_by_role("button", name="Upload", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("low tide")
    desk.get_by_label("Description", exact=True).fill("Grey sand")
    desk.get_by_role("button", name="Save", exact=True).click()
    assert_accessible(desk)
    shown = desk.locator(".media img")
    expect(shown).to_have_count(1)
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 400
    desk.get_by_label("Select “low tide”").check()
    desk.get_by_role("button", name="Move to trash").click()
    expect(desk.locator("main")).to_contain_text("Moved 1 file to the trash.")
    expect(shown).to_have_count(0)
    desk.get_by_role("button", name="Undo").click()
    desk.goto("/admin/media/")
    expect(shown).to_have_count(1)


def test_settings_are_refused_beside_their_field_and_then_saved(desk: Page) -> None:
    desk.goto("/admin/setting/")
    posts = desk.get_by_role("spinbutton", name="Lists show posts on a page.")
    posts.fill("0")
    posts.evaluate("field => field.form.noValidate = true")
    desk.get_by_role("button", name="Save").click()
    expect(posts).to_have_attribute("aria-invalid", "true")
    assert_accessible(desk)
    posts.fill("12")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("main")).to_contain_text("Changed the settings.")
    expect(posts).to_have_value("12")
