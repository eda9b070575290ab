"""Who may take back what was done to comments."""

from __future__ import annotations

import pytest
from flask import Flask

from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.history.undo import may_undo
from admin_app.people.models import User
from admin_app.readers.models import Comment
from admin_app.unit_of_work import one_commit


@pytest.fixture
def comments(app: Flask, people: dict[str, int]) -> dict[str, int]:
    """A reader's comment and the moderator's own reply: their ids."""
    with app.app_context(), one_commit("Made them", record=False):
        post = Post(title="Post", slug="post", body="")
        db.session.add(post)
        db.session.flush()
        reader = Comment(post_id=post.id, author_name="Reader", body="Words")
        own = Comment(
            post_id=post.id, author_name="Moderator", body="Reply", user_id=people["moderator"]
        )
        db.session.add_all([reader, own])
        db.session.flush()
        return {"reader": reader.id, "own": own.id}


@pytest.mark.parametrize(
    ("role", "verb", "whose", "may"),
    [
        ("moderator", "edit", "reader", True),
        ("moderator", "create", "own", True),
        ("moderator", "create", "reader", False),
        ("moderator", "delete", "own", False),
        ("editor", "create", "reader", True),
        ("editor", "delete", "reader", True),
        ("owner", "delete", "reader", True),
        ("author", "edit", "reader", False),
        ("contributor", "edit", "reader", False),
    ],
)
def test_undo(
    app: Flask,
    people: dict[str, int],
    comments: dict[str, int],
    role: str,
    verb: str,
    whose: str,
    may: bool,
) -> None:
    with app.app_context():
        person = db.session.get(User, people[role])
        assert may_undo(person, "comment", [(comments[whose], verb)]) is may
