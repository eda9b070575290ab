"""The library in a browser: dropped and pasted files, the focal point, and without JavaScript."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from admin_app.content.models import Media, Post, TextFile
from admin_app.extensions import db
from tests.content.test_media_screen import picture
from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, sign_in_page

# Files made in the page and handed to it, as a hand that lets go of them would.
HANDED = """([kind, files, target]) => {
  const data = new DataTransfer()
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
    data.items.add(new File([bytes], name, { type }))
  }
  const made = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true })
  document.querySelector(target).dispatchEvent(made)
}"""


def handed(page: Page, kind: str, *files: tuple[str, str, bytes], to: str = "main") -> None:
    """Drop or paste these files, each (name, type, content)."""
    told = [[name, mime, base64.b64encode(data).decode()] for name, mime, data in files]
    page.evaluate(HANDED, [kind, told, to])


@pytest.fixture
def desk(app: Flask, people: dict[str, int], page: Page) -> Page:
    """An editor at the desk."""
    sign_in_page(page, address("editor"), PASSWORD)
    return page


def test_files_are_dropped_and_pasted_and_each_tells_what_became_of_it(desk: Page) -> None:
    desk.goto("/admin/media/")
    assert_accessible(desk)
    one = ("sea.png", "image/png", picture("teal", width=900))
    handed(desk, "dragover", one)
    expect(desk.locator("form.drop.over")).to_have_count(1)
    handed(desk, "drop", one, ("evil.png", "image/png", b"<script>"))
    lines = desk.locator(".uploads li")
    expect(lines.nth(0)).to_contain_text("Describe it")
    expect(lines.nth(1)).to_contain_text("This is not a picture that can be kept")
    status = desk.locator(".uploads").locator("xpath=preceding-sibling::*[@role='status']")
    expect(status).to_contain_text("Uploaded 1 file.")
    expect(status).to_contain_text("1 file could not be kept")
    assert_accessible(desk)
    handed(desk, "paste", ("image.png", "image/png", picture("navy")), one)
    expect(lines).to_have_count(4)
    expect(lines.nth(1)).to_contain_text("Was in the library already")
    lines.nth(1).get_by_role("link", name="sea").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("sea")
    desk.goto("/admin/media/")
    expect(desk.locator(".media > li")).to_have_count(2)


def test_the_focal_point_is_where_one_clicks_and_is_kept(app: Flask, desk: Page) -> None:
    desk.goto("/admin/media/")
    handed(desk, "drop", ("sea.png", "image/png", picture("teal", width=900)))
    expect(desk.locator(".uploads")).to_contain_text("Describe it")
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.goto("/admin/media/edit/?id=1")
    seen = desk.locator(".aim img").bounding_box()
    assert seen
    desk.locator(".aim img").click(position={"x": seen["width"] * 0.25, "y": seen["height"] * 0.75})
    expect(desk.get_by_label("From the left")).to_have_value("25")
    expect(desk.get_by_label("From above")).to_have_value("75")
    crop = desk.locator("[data-focal-crop]").first
    assert crop.evaluate("image => getComputedStyle(image).objectPosition") == "25% 75%"
    desk.get_by_label("Decorative").check()
    assert_accessible(desk)
    assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    desk.get_by_role("button", name="Save and continue").click()
    expect(desk.locator("main")).to_contain_text("Edited “sea”.")
    expect(desk.get_by_label("Decorative")).to_be_checked()
    with app.app_context():
        row = db.session.get_one(Media, 1)
        assert (row.focal_x, row.focal_y, row.decorative) == (25, 75, True)
    thumb = desk.locator(".crops img").first
    assert "fx2 fy8" in (thumb.get_attribute("class") or "")


def test_a_picture_that_is_dropped_on_a_text_stands_in_it(app: Flask, desk: Page) -> None:
    desk.goto("/admin/post/new/")
    surface = ".editor .copy"
    desk.locator(surface).click()
    desk.keyboard.type("Before. ")
    handed(desk, "drop", ("sea.png", "image/png", picture("teal", width=900)), to=surface)
    expect(desk.locator(f"{surface} figure img")).to_have_count(1)
    expect(desk.locator("main")).to_contain_text("Click on it and describe it")
    assert_accessible(desk)
    handed(desk, "paste", ("evil.png", "image/png", b"<script>"), to=surface)
    expect(desk.locator("main")).to_contain_text("evil.png: This is not a picture")
    desk.get_by_label("Title").fill("Low tide")
    desk.get_by_role("button", name="Save and continue").click()
    expect(desk.locator("main")).to_contain_text("Created post “Low tide”.")
    with app.app_context():
        body = db.session.scalars(db.select(Post.body)).one()
        row = db.session.get_one(Media, 1)
        assert f'<img src="/media/{row.key}"' in body
        assert "Before." in body
        assert db.session.scalars(db.select(TextFile.post_id)).one() == 1


def test_without_javascript_several_files_go_up_and_one_is_replaced(
    app: Flask, people: dict[str, int], browser: Browser, live_server: str, tmp_path: Path
) -> None:
    context = browser.new_context(base_url=live_server, java_script_enabled=False)
    page = context.new_page()
    sign_in_page(page, address("editor"), PASSWORD)
    paths = []
    for colour in ("teal", "navy", "olive"):
        paths.append(tmp_path / f"{colour}.jpg")
        Image.new("RGB", (900, 500), colour).save(paths[-1])
    page.goto("/admin/media/")
    page.get_by_label("Upload files").set_input_files(paths[:2])
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.locator("main")).to_contain_text("Uploaded 2 files.")
    expect(page.locator(".media > li")).to_have_count(2)
    page.get_by_role("link", name="navy").click()
    before = page.get_by_label("Address").input_value()
    page.get_by_label("Another file in its place").set_input_files(paths[2])
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("main")).to_contain_text("Replaced the file of “navy”.")
    assert page.get_by_label("Address").input_value() != before
    page.get_by_role("button", name="Undo").click()
    page.goto("/admin/media/edit/?id=2")
    assert page.get_by_label("Address").input_value() == before
    context.close()
