"""Who may take back what: what one has lost sight of is not one's own to undo any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from admin_app.columns import now
from admin_app.content.models import Note, PlannedChange, Post, ReviewLink
from admin_app.desk.saved.models import SavedView
from admin_app.extensions import db
from admin_app.history.undo import may_undo
from admin_app.people.models import User
from admin_app.unit_of_work import one_commit

Ids = dict[str, int]


def link(**values: Any) -> ReviewLink:
    return ReviewLink(made_at=now(), expires_at=now() + timedelta(days=1), **values)


def change(**values: Any) -> PlannedChange:
    moment = now() + timedelta(days=1)
    common = {"title": "A", "base_version": 1, "before": {}, "after": {}, "goes_live_at": moment}
    return PlannedChange(**common, **values)


@pytest.fixture
def ids(app: Flask, people: Ids) -> Ids:
    """Two posts, 1 the author's and 2 the editor's, and of each other thing one on either."""
    author, editor = people["author"], people["editor"]
    with app.app_context(), one_commit("Set up", record=False):
        posts = ((1, author), (2, editor))
        db.session.add_all(
            Post(id=n, title=f"P{n}", slug=f"p{n}", author_id=who) for n, who in posts
        )
        db.session.flush()
        for n, _ in posts:
            db.session.add(link(id=n, post_id=n, made_by_id=editor))
            db.session.add(change(id=n, post_id=n, author_id=editor))
            db.session.add(
                Note(id=n, post_id=n, body="Note", author_id=editor, author_name="Editor Moor")
            )
        db.session.add(Note(id=3, post_id=1, body="Own", author_id=author, author_name="Author"))
        for n, (owner, shared) in enumerate(((author, 0), (author, 1), (editor, 0)), 1):
            view = {"id": n, "owner_id": owner, "shared": bool(shared)}
            db.session.add(SavedView(name=f"V{n}", screen="post", **view))
    return people


@pytest.mark.parametrize(
    ("role", "entity", "rows", "may"),
    [
        ("author", "note", [(3, "create")], True),
        ("author", "note", [(1, "edit")], True),
        ("author", "note", [(1, "create")], False),
        ("author", "note", [(2, "edit")], False),
        ("editor", "note", [(2, "create"), (3, "create")], True),
        ("author", "review_link", [(1, "edit")], True),
        ("author", "review_link", [(1, "edit"), (2, "edit")], False),
        ("contributor", "review_link", [(1, "edit")], False),
        ("author", "planned_change", [(1, "create")], True),
        ("author", "planned_change", [(2, "create")], False),
        ("contributor", "planned_change", [(1, "create")], False),
        ("author", "redirect", [(1, "create")], True),
        ("moderator", "redirect", [(1, "create")], False),
        ("editor", "merged_term", [(1, "create")], True),
        ("author", "merged_term", [(1, "create")], False),
        ("author", "saved_view", [(1, "edit"), (2, "edit")], True),
        ("author", "saved_view", [(3, "edit")], False),
        ("editor", "saved_view", [(2, "edit"), (3, "edit")], True),
        ("editor", "saved_view", [(1, "edit")], False),
    ],
)
def test_it_is_told_by_what_one_sees_and_changes(
    app: Flask, ids: Ids, role: str, entity: str, rows: list[tuple[int, str]], may: bool
) -> None:
    with app.test_request_context():
        person = db.session.get_one(User, ids[role])
        assert may_undo(person, entity, rows) is may
