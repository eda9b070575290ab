"""A post that is open in the editor of a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import update

from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import PASSWORD, address
from tests.support.pages import sign_in_page

Open = Callable[[str], Page]

SURFACE = ".editor .copy"


def stored_body(app: Flask) -> str:
    """The body of the one post."""
    with app.app_context():
        return db.session.scalars(db.select(Post.body)).one()


def written(page: Page) -> str:
    """What the form would send of the text now."""
    read = "new FormData(document.querySelector('#body').form).get('body')"
    text: str = page.evaluate(read)
    return text


def paste(page: Page, html: str) -> None:
    """Paste this HTML where the cursor is, as a browser would."""
    page.evaluate(
        """html => {
            const data = new DataTransfer()
            data.setData("text/html", html)
            data.setData("text/plain", "plain")
            const how = {clipboardData: data, bubbles: true, cancelable: true}
            const event = new ClipboardEvent("paste", how)
            document.querySelector(".editor .copy").dispatchEvent(event)
        }""",
        html,
    )


@pytest.fixture
def opened(app: Flask, people: dict[str, int], page: Page) -> Iterator[Open]:
    """Opens the one post with this body, by its author."""
    with app.app_context(), one_commit("Made", record=False):
        db.session.add(Post(title="Tides", slug="tides", author_id=people["author"], tags=[]))
    sign_in_page(page, address("author"), PASSWORD)

    def show(body: str) -> Page:
        with app.app_context(), one_commit("Imported", record=False):
            db.session.execute(update(Post).values(body=body))
        page.goto("/admin/post/edit/?id=1")
        page.wait_for_selector(SURFACE)
        return page

    yield show
    # What the page still tells the server when it is left comes before the next test's database.
    page.goto("about:blank")
    page.wait_for_timeout(200)
