"""The tools around the words: by keyboard, for everybody, and in step with the field."""

from __future__ import annotations

import io
import re

from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from admin_app.content.actions.media import add_files
from admin_app.content.markup import one_block_a_line, sanitise
from admin_app.content.media.library import kept_files, media_storage, read_upload
from admin_app.content.models import Media
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.unit_of_work import one_commit
from tests.content.editor.conftest import SURFACE, Open, stored_body, written
from tests.support.cast import address
from tests.support.pages import assert_accessible

BODY = (
    "<p>One two <strong>three</strong></p>\n<!--more-->\n"
    "<table>\n<tbody>\n<tr><td>Cell</td></tr>\n</tbody>\n</table>\n"
    '<figure><img src="https://elsewhere.example/a.jpg" alt="Quay"></figure>\n'
    "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"
)


def use(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_everybody_can_use_every_state_of_it(opened: Open) -> None:
    page = opened(BODY)
    keys = page.keyboard
    page.locator(SURFACE).get_by_text("Cell").click()
    assert_accessible(page)
    for shortcut in ("Control+k", "Control+f", "Control+Alt+s", "Control+Alt+f"):
        keys.press(shortcut)
        assert_accessible(page)
        keys.press(shortcut if "Alt" in shortcut else "Escape")
    for name in ("Description: Quay", "Edit HTML", "Picture"):
        page.get_by_role("button", name=name, exact=True).last.click()
        assert_accessible(page)
        keys.press("Escape")
    page.set_viewport_size({"width": 390, "height": 800})
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_toolbar_is_one_stop_with_arrows_within(opened: Open) -> None:
    page = opened("<p>One two</p>")
    keys = page.keyboard
    page.locator(SURFACE).get_by_text("One two").click()
    keys.press("Control+a")
    keys.press("Alt+F10")
    assert focused(page) == "Bold"
    assert page.locator('.tools button[tabindex="0"]').count() == 1
    keys.press("ArrowRight")
    assert focused(page) == "Italic"
    keys.press("Enter")
    expect(page.get_by_role("button", name="Italic", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    assert written(page) == "<p><em>One two</em></p>"
    keys.press("Alt+F10")
    keys.press("End")
    assert focused(page) == "Full screen"
    keys.press("ArrowRight")
    assert focused(page) == "Bold"
    keys.press("Escape")
    assert page.evaluate("document.activeElement.matches('.copy')")
    seen = page.locator(".tools button:visible").all()
    assert all(button.get_attribute("aria-label") for button in seen)
    assert "Ctrl+B" in (page.get_by_role("button", name="Bold").get_attribute("title") or "")


def test_links_are_made_changed_and_removed_by_keyboard(opened: Open) -> None:
    page = opened("<p>One two</p>")
    keys = page.keyboard
    page.locator(SURFACE).get_by_text("One two").click()
    keys.press("Control+a")
    keys.press("Control+k")
    keys.type("javascript:alert(1)")
    keys.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Give an address")
    keys.press("Control+a")
    keys.type("example.org/a")
    keys.press("Enter")
    assert written(page) == '<p><a href="https://example.org/a">One two</a></p>'
    page.locator(f"{SURFACE} a").click()
    keys.press("Control+k")
    page.get_by_role("button", name="Remove link").press("Enter")
    assert written(page) == "<p>One two</p>"


def test_one_key_makes_links_in_the_text_and_searches_elsewhere(opened: Open) -> None:
    page = opened("<p>One two</p>")
    palette = page.get_by_role("combobox", name="Search or go to")
    page.locator(SURFACE).get_by_text("One two").dblclick()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Link")).to_be_visible()
    expect(palette).to_be_hidden()
    page.keyboard.press("Escape")
    page.get_by_label("Title").press("Control+k")
    expect(palette).to_be_focused()


def test_the_keys_of_the_editor_work_from_all_of_it(opened: Open) -> None:
    page = opened("<p>One two</p>")
    source = page.locator("#body")
    page.locator(SURFACE).press("Alt+F10")
    page.keyboard.press("Control+f")
    expect(page.get_by_label("Find", exact=True)).to_be_focused()
    page.keyboard.press("Control+Alt+f")
    expect(page.locator(".editor.full")).to_have_count(1)
    page.keyboard.press("Control+Alt+s")
    expect(source).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Control+Alt+f")
    expect(page.locator(".editor.full")).to_have_count(0)
    page.keyboard.press("Control+Alt+s")
    expect(page.locator(SURFACE)).to_be_focused()
    page.keyboard.press("Control+Alt+f")
    page.keyboard.press("Escape")
    expect(page.locator(".editor.full")).to_have_count(0)


def test_words_are_found_and_replaced(opened: Open) -> None:
    page = opened("<p>The tide and the Tide</p>\n<p>tide<b>s</b></p>")
    keys = page.keyboard
    page.locator(SURFACE).get_by_text("The tide").click()
    keys.press("Control+f")
    keys.type("tide")
    expect(page.locator(".found")).to_have_count(3)
    page.get_by_label("Replace with").fill("ebb")
    page.get_by_role("button", name="Replace", exact=True).click()
    page.get_by_role("button", name="Replace all").click()
    assert written(page) == "<p>The ebb and the ebb</p>\n<p>ebb<b>s</b></p>"
    keys.press("Control+z")
    expect(page.locator(".editor-foot")).to_contain_text("6 words")


def test_the_source_is_edited_and_comes_back(opened: Open) -> None:
    page = opened("<p>One</p>\n\n<p>two</p>")
    page.get_by_role("button", name="HTML source").click()
    source = page.get_by_role("textbox", name="Text")
    expect(source).to_have_value("<p>One</p>\n\n<p>two</p>")
    page.get_by_role("button", name="HTML source").click()
    assert written(page) == "<p>One</p>\n\n<p>two</p>"
    page.get_by_role("button", name="HTML source").click()
    source.fill("<p>One <kbd>x</kbd></p>")
    page.get_by_role("button", name="HTML source").click()
    expect(page.locator(f"{SURFACE} kbd")).to_have_text("x")
    page.locator(f"{SURFACE} kbd").click()
    page.keyboard.press("Home")
    page.keyboard.type("So ")
    assert written(page) == "<p>So One <kbd>x</kbd></p>"


def test_other_parts_of_the_page_read_and_replace_the_text(opened: Open) -> None:
    page = opened("<p>One</p>\n<p></p>\n<p>two</p>")
    page.evaluate(
        """() => {
            const field = document.querySelector("#body")
            window.heard = []
            field.addEventListener("input", () => window.heard.push(field.value))
        }"""
    )
    page.locator(SURFACE).get_by_text("two").click()
    page.keyboard.press("End")
    page.keyboard.type("!")
    expect(page.locator("#body")).to_have_value("<p>One</p>\n<p></p>\n<p>two!</p>")
    assert page.evaluate("window.heard.at(-1)").endswith("<p>two!</p>")
    field = "document.querySelector('#body')"
    told = f"{field}.editor.blocks().map((b) => [b.html, b.element.dataset.block])"
    assert page.evaluate(told) == [["<p>One</p>", "0"], ["<p></p>", "1"], ["<p>two!</p>", "2"]]
    page.evaluate(
        f"{field}.dispatchEvent(new CustomEvent('editor:set', {{detail: '<p>kept</p>'}}))"
    )
    expect(page.locator(SURFACE)).to_have_text("kept")
    page.evaluate(
        """() => {
            const field = document.querySelector("#body")
            field.value = "<p>merged</p>"
            field.dispatchEvent(new Event("input", {bubbles: true}))
        }"""
    )
    expect(page.locator(SURFACE)).to_have_text("merged")
    assert written(page) == "<p>merged</p>"


def test_opening_and_saving_an_import_changes_nothing(app: Flask, opened: Open) -> None:
    body = "\n<p>One<br>\ntwo</p>\n\n\n<!--more-->\n[gallery]<dl><dt>x</dt></dl>"
    page = opened(body)
    page.locator(SURFACE).get_by_text("One").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(lambda url: "edit" not in url)
    assert stored_body(app) == body


def test_a_picture_of_the_library_is_put_in_with_its_words(app: Flask, opened: Open) -> None:
    page = opened("<p>One</p>")
    file = io.BytesIO()
    Image.new("RGB", (640, 400), "teal").save(file, "PNG")
    file.seek(0)
    with (
        app.app_context(),
        kept_files(media_storage(), read_upload(file, "quay.png"), lambda keys: set()) as kept,
        one_commit("Uploaded", record=False),
    ):
        author = db.session.scalars(db.select(User).where(User.email == address("author"))).one()
        said = {"title": "Quay", "alt": "A quay", "caption": "Low water"}
        add_files(author, [(Media(), kept)], said)
    page.locator(SURFACE).get_by_text("One").click()
    page.keyboard.press("End")
    page.get_by_role("button", name="Picture", exact=True).click()
    page.get_by_label("Search pictures").fill("QUAY")
    page.get_by_role("button", name="Quay").click()
    assert_accessible(page)
    page.get_by_label("Description", exact=True).fill("A quay at low water")
    page.get_by_role("button", name="Insert").click()
    shown = page.locator(f"{SURFACE} figure img")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    source = shown.get_attribute("src")
    picture = f'<img src="{source}" alt="A quay at low water" width="640" height="400">'
    figure = f"<figure>{picture}<figcaption>Low water</figcaption></figure>"
    assert written(page) == f"<p>One</p>\n{figure}"
    assert one_block_a_line(sanitise(figure)) == figure


def test_a_picture_that_nobody_has_described_says_so_until_it_is_marked(opened: Open) -> None:
    """An empty description is what marks decoration: it comes of the mark, never of silence."""
    page = opened('<p>One</p>\n<figure><img src="/media/a.png"></figure>')
    page.locator(SURFACE).get_by_role("button", name="Add a description").click()
    panel = page.get_by_role("dialog", name="Picture")
    assert_accessible(page)
    panel.get_by_role("button", name="Done").click()
    assert '<img src="/media/a.png">' in written(page)
    page.locator(SURFACE).get_by_role("button", name="Add a description").click()
    panel.get_by_label("Decorative").check()
    expect(panel.get_by_label("Description", exact=True)).to_be_disabled()
    panel.get_by_role("button", name="Done").click()
    assert '<img src="/media/a.png" alt="">' in written(page)
    page.locator(SURFACE).get_by_role("button", name="Decorative").click()
    panel.get_by_label("Decorative").uncheck()
    panel.get_by_label("Description", exact=True).fill("A quay")
    panel.get_by_role("button", name="Done").click()
    assert '<img src="/media/a.png" alt="A quay">' in written(page)


def test_what_is_folded_raised_or_cut_off_is_written_by_keyboard_and_saved(
    app: Flask, opened: Open
) -> None:
    page = opened("<p>Words</p>")
    keys = page.keyboard
    page.locator(SURFACE).press("Control+End")
    for shortcut, text in (("Control+,", "2"), ("Control+.", "3")):
        keys.press(shortcut)
        keys.insert_text(text)
        keys.press(shortcut)
    use(page, "Folded section")
    keys.insert_text("Open me")
    assert_accessible(page)
    use(page, "Read more")
    assert page.get_by_role("button", name="Read more").get_attribute("aria-disabled") == "true"
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("main")).to_contain_text("Edited post")
    body = (
        "<details>\n<summary>Open me</summary>\n<p>Words<sub>2</sub><sup>3</sup></p>\n</details>\n"
        "<!--more-->"
    )
    assert stored_body(app) == body
    assert one_block_a_line(sanitise(body)) == body
    expect(page.locator(".copy .summary")).to_have_text("Open me")
    page.locator(".copy .summary").click()
    keys.press("Home")
    page.wait_for_timeout(50)  # the browser tells of a moved cursor a moment later
    keys.press("Backspace")
    assert written(page).startswith("<p>Open me</p>\n<p>Words<sub>2</sub>")


def test_a_table_grows_at_its_end_and_is_left_by_keyboard(opened: Open) -> None:
    row = "<tr><td>a</td></tr>"
    page = opened(f"<table>\n<tbody>\n{row}\n</tbody>\n</table>")
    page.locator(SURFACE).get_by_text("a", exact=True).click()
    page.keyboard.press("Tab")
    page.keyboard.insert_text("b")
    page.keyboard.press("Control+Enter")
    page.keyboard.insert_text("After")
    grown = f"{row}\n<tr><td>b</td></tr>"
    assert written(page) == f"<table>\n<tbody>\n{grown}\n</tbody>\n</table>\n<p>After</p>"


def test_on_a_phone_the_toolbar_says_that_it_goes_on(opened: Open) -> None:
    page = opened("<p>Words</p>")
    page.set_viewport_size({"width": 390, "height": 800})
    bar = page.locator(".tools")
    expect(bar).to_have_class(re.compile("more-after"))
    page.locator(SURFACE).press("Alt+F10")
    page.keyboard.press("End")
    expect(bar).to_have_class(re.compile("more-before"))
    expect(bar).not_to_have_class(re.compile("more-after"))


def test_the_rail_remembers_what_was_opened(opened: Open) -> None:
    page = opened("<p>Words</p>")
    headline = page.get_by_label("Headline in search results")
    expect(headline).to_be_hidden()
    page.locator("[data-fold=search] > summary").press("Enter")
    expect(headline).to_be_visible()
    assert_accessible(page)
    page.reload()
    expect(headline).to_be_visible()
    page.locator(".savebar summary").press("Enter")
    expect(page.get_by_role("button", name="Move to trash")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Move to trash")).to_be_hidden()
