"""What the tests of the look share: a desk with posts on it, and someone at work."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.people.permissions import Role
from admin_app.unit_of_work import one_commit
from tests.support.cast import PASSWORD, address
from tests.support.pages import sign_in_page

POSTS = 30


@pytest.fixture
def desk(app: Flask, people: dict[str, int], page: Page) -> Page:
    """An editor's page, signed in; thirty drafts are on the desk."""
    with app.app_context(), one_commit("Made posts", record=False):
        db.session.add_all(
            Post(title=f"Post {number}", slug=f"post-{number}", author_id=people["editor"])
            for number in range(POSTS)
        )
    sign_in_page(page, address(Role.EDITOR), PASSWORD)
    return page
