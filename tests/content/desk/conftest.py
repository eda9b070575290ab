"""A post that two people have open, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from admin_app.content.models import Autosave, Post
from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.people.permissions import Role
from admin_app.unit_of_work import one_commit
from tests.support.cast import PASSWORD, address
from tests.support.pages import complaints, sign_in_page

SURFACE = ".editor .copy"


@pytest.fixture
def edit(app: Flask, people: dict[str, int]) -> str:
    """The address of a draft's form."""
    with app.app_context(), one_commit("Made a post", record=False):
        post = Post(title="Tides", slug="tides", body="<p>Low.</p>", author_id=people["editor"])
        db.session.add(post)
        db.session.flush()
        return f"/admin/post/edit/?id={post.id}"


@pytest.fixture
def desk(page: Page, edit: str) -> Page:
    """An editor's page, signed in."""
    sign_in_page(page, address(Role.EDITOR), PASSWORD)
    return page


@pytest.fixture
def colleague(browser: Browser, live_server: str, edit: str) -> Iterator[Page]:
    """The owner, in a browser of their own."""
    context = browser.new_context(base_url=live_server)
    context.set_default_timeout(10_000)
    page = context.new_page()
    found = complaints(page)
    sign_in_page(page, address(Role.OWNER), PASSWORD)
    yield page
    context.close()
    assert not found, "\n".join(found)


def write(page: Page, title: str) -> None:
    page.get_by_label("Title").fill(title)


def told(page: Page, words: str) -> None:
    expect(page.locator("[data-kept-status]")).to_contain_text(words)


def stored(app: Flask) -> tuple[str, int, int]:
    """The title of the post, and how many forms are kept and saves recorded."""
    with app.app_context():
        title = db.session.scalars(select(Post.title)).one()
        counts = [
            db.session.scalar(select(func.count()).select_from(model)) or 0
            for model in (Autosave, Changeset)
        ]
        return title, counts[0], counts[1]


def copies(page: Page) -> int:
    found: int = page.evaluate(
        "Object.keys(localStorage).filter((name) => name.startsWith('copydesk:')).length"
    )
    return found
