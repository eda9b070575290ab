"""Tags are suggested while one types, and chosen by keyboard or pointer."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from admin_app.content.actions.terms import find_or_create_tags
from admin_app.content.models import Post, Tag
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, sign_in_page


@pytest.fixture
def form(app: Flask, people: dict[str, int], page: Page) -> Page:
    """An author before an empty post, on a site with three tags that readers find."""
    with app.app_context(), one_commit("Set up", record=False):
        for number, names in enumerate((["Harbour wall", "Ferries"], ["Harbour", "Harbour wall"])):
            db.session.add(
                Post(
                    title=f"Post {number}",
                    slug=f"post-{number}",
                    author_id=people["author"],
                    tags=find_or_create_tags(names),
                    categories=[],
                )
            )
            db.session.flush()
    sign_in_page(page, address("author"), PASSWORD)
    page.goto("/admin/post/new/")
    return page


def test_tags_are_chosen_and_made_by_keyboard(app: Flask, form: Page) -> None:
    form.get_by_label("Title").fill("Low tide")
    entry = form.get_by_role("combobox", name="Tags")
    options = form.get_by_role("listbox", name="Suggestions").get_by_role("option")
    entry.focus()
    form.keyboard.type("har")
    expect(options).to_have_count(3)
    expect(entry).to_have_attribute("aria-expanded", "true")
    assert_accessible(form)
    form.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(entry).to_have_value("har")
    form.keyboard.press("ArrowDown")
    expect(options).to_have_count(3)
    form.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    active = entry.get_attribute("aria-activedescendant")
    assert active == options.first.get_attribute("id")
    form.keyboard.press("Enter")
    chips = form.locator(".tokens").first.locator(".chip")
    expect(chips).to_have_text(["Harbour wall×"])
    # Typed whole and in another case it is the same tag, and what nobody has used is new.
    form.keyboard.type("FERRIES")
    form.keyboard.press("Enter")
    expect(chips).to_have_text(["Harbour wall×", "Ferries×"])
    form.keyboard.type("Low water, ")
    expect(chips).to_have_text(["Harbour wall×", "Ferries×", "Low water new×"])
    assert_accessible(form)
    form.keyboard.type("harb")
    expect(options).to_have_count(2)
    expect(options.first).to_contain_text("Harbour")
    options.first.click()
    expect(entry).to_be_focused()
    form.get_by_role("button", name="Save", exact=True).click()
    form.wait_for_url("**/admin/post/")
    with app.app_context():
        post = db.session.scalars(select(Post).where(Post.title == "Low tide")).one()
        names = select(Tag.name).where(Tag.id.in_(tag_ids(post.id))).order_by(Tag.name)
        assert db.session.scalars(names).all() == [
            "Ferries",
            "Harbour",
            "Harbour wall",
            "Low water",
        ]


def tag_ids(post_id: int) -> list[int]:
    from admin_app.content.models import post_tag

    rows = select(post_tag.c.tag_id).where(post_tag.c.post_id == post_id)
    return list(db.session.scalars(rows.order_by(post_tag.c.tag_id)))
