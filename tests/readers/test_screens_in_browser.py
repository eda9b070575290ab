"""Every screen of moderation and every page that a reader is sent to, looked at by axe."""

from __future__ import annotations

from typing import Final, Literal
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from admin_app.extensions import db
from admin_app.outbox.unsubscribing import PURPOSE as UNSUBSCRIBE
from admin_app.people.models import User
from admin_app.readers.actions.addresses import PURPOSE as CONFIRM
from admin_app.readers.digests.links import decision_links
from admin_app.readers.models import Comment, Rule
from admin_app.readers.telling import said_token
from admin_app.unit_of_work import one_commit
from admin_app.web.signed import signed
from tests.promises.world import settle
from tests.publication.conftest import Site
from tests.support.cast import PASSWORD, address
from tests.support.pages import assert_accessible, sign_in_page

LOOKS: Final = [(1280, "light"), (390, "dark")]
QUEUE = "/admin/comment/"
OF_THE_DESK = (
    QUEUE,
    f"{QUEUE}?search=nothing-like-it",
    f"{QUEUE}log/",
    f"{QUEUE}log/?search=nothing-like-it",
    f"{QUEUE}figures/",
    f"{QUEUE}figures/?from=2020-01-01&to=2020-01-31",
    f"{QUEUE}campaigns/",
    f"{QUEUE}edit/?id=1",
    f"{QUEUE}reply/?id=1",
    f"{QUEUE}remove/?id=1",
    f"{QUEUE}sweep/?id=1",
    "/admin/appeal/",
    "/admin/rule/",
    "/admin/rule/new/",
    "/admin/rule/edit/?id=1",
    "/admin/rule/edit/?id=2",
    "/admin/rule/trial/?id=1",
    "/admin/rule/delete/?id=1",
    "/admin/reader/",
    "/admin/reader/?email=approved@example.net",
    "/admin/reader/?email=nobody@example.net",
    "/admin/reader-data/",
    "/admin/reader-data/?email=approved@example.net",
    "/admin/webhook/",
    "/admin/webhook/new/",
    "/admin/webhook/edit/?id=1",
    "/admin/webhook/delete/?id=1",
    "/admin/setting/",
)


def _look(page: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)


def _fits(page: Page) -> None:
    assert_accessible(page)
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0, page.url


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_everybody_can_use_the_screens_of_moderation(
    app: Flask, page: Page, width: int, scheme: Literal["light", "dark"]
) -> None:
    settle(app)
    Site(app).settings(akismet_on=True, akismet_key="k" * 12)
    with app.app_context(), one_commit("Wrote a rule, and said much the same", record=False):
        said = "Hold a comment that contains “lamps”"
        db.session.add(
            Rule(
                verdict="hold", kind="words", value="lamps", sentence=said, position=20, is_on=False
            )
        )
        post_id = db.session.scalars(
            db.select(Comment.post_id).where(Comment.page_id.is_(None))
        ).first()
        db.session.add_all(
            Comment(
                post_id=post_id,
                author_name=f"Seller {number}",
                author_email=f"seller{number}@example.net",
                body=f"Great post {number}! I found cheap lamps at https://lights-4-less.example",
                status="pending",
            )
            for number in range(3)
        )
    _look(page, width, scheme)
    sign_in_page(page, address("owner"), PASSWORD)
    for path in OF_THE_DESK:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        _fits(page)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_everybody_can_use_the_pages_that_a_reader_is_sent_to(
    app: Flask, page: Page, width: int, scheme: Literal["light", "dark"]
) -> None:
    people = settle(app)
    with app.app_context():
        by_state = {one.status: one.id for one in db.session.scalars(db.select(Comment))}
        moderator = db.session.get_one(User, people["moderator"])
        app.config["SITE_URL"] = "http://localhost"
        links = decision_links(moderator, by_state["pending"], "pending")
        mailed = [urlsplit(link).path for _, link in links]
        paths = (
            f"/said/{said_token(by_state['removed'])}",
            f"/said/{said_token(by_state['spam'])}",
            f"/comments/{by_state['approved']}/report",
            f"/comments/confirm/{signed(CONFIRM, [1, 1])}",
            f"/unsubscribe/{signed(UNSUBSCRIBE, ['digest', people['moderator']])}",
            *mailed,
        )
    _look(page, width, scheme)
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        _fits(page)
    page.goto(f"/comments/{by_state['approved']}/report")
    page.locator("main form").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Report the comment").click()
    expect(page.locator(".error, [aria-invalid]").first).to_be_visible()
    _fits(page)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_everybody_can_comment_and_change_what_they_wrote(
    app: Flask, page: Page, width: int, scheme: Literal["light", "dark"]
) -> None:
    site = Site(app)
    post = site.post(slug="p")
    site.settings(comments_mode="open", comment_least_seconds=0)
    first = site.comment(post, "A root.")
    site.comment(post, "A reply.", parent_id=first, depth=2)
    _look(page, width, scheme)
    page.goto("/posts/p")
    page.locator("#body").fill("Words of mine.")
    page.locator("#name").fill("Ana")
    page.locator("#email").fill("no address")
    page.locator("#email").evaluate("field => field.form.noValidate = true")
    page.get_by_role("button", name="Send the comment").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    _fits(page)
    page.locator("#email").fill("ana@example.net")
    page.get_by_role("button", name="Send the comment").click()
    expect(page.locator("#comment-notice")).to_be_visible()
    _fits(page)
    page.get_by_role("link", name="Edit or withdraw your comment").click()
    _fits(page)
    page.locator("#body").fill("")
    page.locator("#body").evaluate("field => field.form.noValidate = true")
    page.get_by_role("button", name="Save the comment").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    _fits(page)
