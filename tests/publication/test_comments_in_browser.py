"""A browser works for a comment, where the site asks for it."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Page, expect

from tests.publication.conftest import Site


def test_the_work_is_done_and_the_comment_appears(app: Flask, page: Page) -> None:
    site = Site(app)
    site.post(slug="p")
    site.settings(comments_mode="open", comment_proof=True)
    page.goto("/posts/p")
    page.locator("#body").fill("Words of *mine*.")
    page.locator("#name").fill("Ana")
    page.locator("#email").fill("ana@example.net")
    page.get_by_role("button", name="Send the comment").click()
    expect(page.locator("#comment-notice")).to_contain_text("is published.", timeout=30_000)
    expect(page.locator(".said em")).to_have_text("mine")
    assert site.comments()[0].status == "approved"
    page.get_by_role("link", name="Edit or withdraw your comment").click()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator("#comment-notice")).to_contain_text("Your comment is withdrawn.")
    assert site.comments()[0].status == "removed"
