"""A body that nobody touched stays as it is, byte for byte; one that was changed is laid out."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from admin_app.content.markup import sanitise
from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.traffic import Traffic

IMPORTED = (
    "\n<p>One<br>\ntwo &amp; <b>three</b></p><pre>a\n\nb</pre><ul><li>x</li></ul>",
    "<p>a</p>\n\n\n<!--more-->\n\n[gallery ids=1]\u2066b\u2069",
)


def stored(app: Flask, body: str | None = None) -> str:
    """The body of the post; put there first, past the gate, where one is given."""
    with app.app_context():
        if body is not None:
            with one_commit("Imported", record=False):
                db.session.execute(update(Post).values(body=body))
        return db.session.scalars(db.select(Post.body)).one()


@pytest.fixture
def post(app: Flask, people: dict[str, int]) -> None:
    with app.app_context(), one_commit("Made"):
        db.session.add(Post(title="Own", slug="own", author_id=people["author"], tags=[]))


@pytest.mark.parametrize("body", IMPORTED)
def test_opening_and_saving_changes_nothing(
    app: Flask, post: None, traffic: Traffic, body: str
) -> None:
    client = sign_in(app, "author")
    stored(app, body)
    page = client.get("/admin/post/edit/?id=1")
    client.send(page, {"title": "Own"})
    assert stored(app) == body
    page = client.get("/admin/post/edit/?id=1")
    client.send(page, {"title": "Another title"})
    assert stored(app) == body


def test_a_changed_body_is_laid_out_a_block_a_line(app: Flask, post: None) -> None:
    client = sign_in(app, "author")
    page = client.get("/admin/post/edit/?id=1")
    client.send(page, {"body": "<p>One\r\ntwo</p><p>Three</p><ul><li>x</li></ul>"})
    assert stored(app) == "<p>One two</p>\n<p>Three</p>\n<ul>\n<li>x</li>\n</ul>"
    assert sanitise(stored(app)) == stored(app)


def test_a_body_that_grew_past_the_limit_is_refused_beside_its_field(
    app: Flask, post: None
) -> None:
    client = sign_in(app, "author")
    page = client.get("/admin/post/edit/?id=1")
    body = "<p>x</p>" * 49_999 + "<p>" + "y" * (2_000_000 - 8 * 49_999 - 7) + "</p>"
    assert len(body) == 2_000_000
    answer = client.send(page, {"body": body})
    assert answer.status_code == 422
    assert "up to 2 MB can be saved" in answer.text
    assert stored(app) == ""
