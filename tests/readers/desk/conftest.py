"""A post with comments, and people who decide over them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select

from admin_app.columns import now
from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.readers.models import Comment, CommentStatus
from admin_app.readers.networks import network_of
from admin_app.unit_of_work import one_commit

# The moment that the tests' comments are written around.
NOW = now().replace(microsecond=0)

Say = Callable[..., list[int]]


@pytest.fixture
def post_id(app: Flask) -> int:
    """A published post."""
    with app.app_context(), one_commit("Made a post", record=False):
        post = Post(
            title="The harbour plan nobody read",
            slug="harbour",
            body="<p>Plan</p>",
            status="published",
            published_at=NOW - timedelta(days=400),
        )
        db.session.add(post)
        db.session.flush()
        return int(post.id)


@pytest.fixture
def say(app: Flask, post_id: int) -> Say:
    """`say(3, status="spam", …)` stores comments, a minute apart; their ids, oldest first."""

    def store(
        count: int = 1, status: str = "pending", at: datetime | None = None, **columns: Any
    ) -> list[int]:
        start = at or now() - timedelta(hours=3, seconds=20)
        rows: list[dict[str, Any]] = [
            {
                "post_id": None if "page_id" in columns else post_id,
                "author_name": f"Reader {number}",
                "author_email": f"reader{number}@example.net",
                "author_ip": "192.0.2.1",
                "body": f"Words of reader {number}.",
                "status": status,
                "created_at": start + timedelta(minutes=number),
            }
            | columns
            for number in range(count)
        ]
        for row in rows:
            row["author_network"] = network_of(str(row["author_ip"]))
        with app.app_context(), one_commit("Readers wrote", record=False):
            return list(db.session.scalars(insert(Comment).returning(Comment.id), rows))

    return store


@pytest.fixture
def states(app: Flask) -> Callable[..., list[str]]:
    """The states of these comments, in the order of their ids."""

    def read(*ids: int) -> list[str]:
        with app.app_context():
            rows = select(Comment.status).where(Comment.id.in_(ids)).order_by(Comment.id)
            return [CommentStatus(one).value for one in db.session.scalars(rows)]

    return read
