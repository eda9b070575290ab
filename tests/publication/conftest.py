"""A site to read: what each test puts on it, in one line."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import selectinload

from admin_app.columns import now
from admin_app.content.models import Category, Page, Post, Setting, Tag
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.readers.models import Comment
from admin_app.unit_of_work import one_commit


class Site:
    """Puts rows on the site; each method gives the new row's id."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._made = 0

    def post(self, title: str = "A post", days_ago: float = 1, **values: Any) -> int:
        """A published post."""
        return self._text(Post, title, days_ago, values)

    def page(self, title: str = "A page", days_ago: float = 1, **values: Any) -> int:
        """A published page."""
        return self._text(Page, title, days_ago, values)

    def comment(self, post_id: int, body: str = "Well said.", **values: Any) -> int:
        """An approved comment on a post."""
        self._made += 1
        given = {"author_name": "Rui", "author_email": "rui@example.net", "status": "approved"}
        at = now() - timedelta(minutes=60 - self._made / 100)
        return self.add(
            Comment(**{"post_id": post_id, "body": body, "created_at": at} | given | values)
        )

    def tag(self, name: str) -> int:
        """A tag."""
        return self.add(Tag(name=name, slug=name.lower()))

    def category(self, name: str, **values: Any) -> int:
        """A category."""
        return self.add(Category(name=name, slug=name.lower(), **values))

    def author(self, name: str) -> int:
        """A person whose name stands over posts."""
        return self.add(User(email=f"{name.lower()}@example.org", name=name, slug=name.lower()))

    def add(self, row: Any) -> int:
        """The row, stored."""
        with self.app.app_context(), one_commit("Put on the site"):
            db.session.add(row)
            db.session.flush()
            row_id: int = row.id
        return row_id

    def link(
        self, post_id: int, *, tags: tuple[int, ...] = (), categories: tuple[int, ...] = ()
    ) -> None:
        """Put a post under tags and categories."""
        with self.app.app_context(), one_commit("Linked"):
            both = (selectinload(Post.tags), selectinload(Post.categories))
            post = db.session.get_one(Post, post_id, options=both)
            post.tags = [db.session.get_one(Tag, one) for one in tags]
            post.categories = [db.session.get_one(Category, one) for one in categories]

    def change(self, model: Any, row_id: int, **values: Any) -> None:
        """Change a row."""
        with self.app.app_context(), one_commit("Changed"):
            row = db.session.get_one(model, row_id)
            for name, value in values.items():
                setattr(row, name, value)

    def settings(self, **values: Any) -> None:
        """Change settings of the site."""
        with self.app.app_context(), one_commit("Changed the settings", record=False):
            db.session.execute(update(Setting).values(**values))

    def comments(self) -> list[Comment]:
        """All comments, by id."""
        with self.app.app_context():
            found = list(db.session.scalars(db.select(Comment).order_by(Comment.id)))
            db.session.expunge_all()
            return found

    def _text(self, model: Any, title: str, days_ago: float, values: dict[str, Any]) -> int:
        self._made += 1
        at: datetime = now() - timedelta(days=days_ago)
        slug = f"{title.lower().replace(' ', '-')}-{self._made}"
        row = {
            "slug": slug,
            "body": "<p>Words of it.</p>",
            "status": "published",
            "published_at": at,
        }
        return self.add(model(**{"title": title, **row, **values}))


@pytest.fixture
def site(app: Flask) -> Site:
    """An empty site."""
    return Site(app)
