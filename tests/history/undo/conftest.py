"""A small newsroom, and what of it must be as before when something was undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, func, select
from sqlalchemy.orm import selectinload

from admin_app.content.models import Category, Post, Tag, Tally, post_category, post_tag
from admin_app.extensions import Base, db
from admin_app.history.undo import take_back
from admin_app.people.models import User
from admin_app.readers.models import Comment
from admin_app.unit_of_work import Unit, one_commit, retrying

# An undo is a save of its own: it moves versions and dates on, and adds to what was done.
MOVED_ON = {"version", "updated_at"}
KEPT = ("post", "page", "tag", "category", "comment", "post_tag", "post_category", "user", "media")

State = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def owner(app: Flask, people: dict[str, int]) -> Iterator[User]:
    """The owner, in a request of their own."""
    with app.test_request_context():
        person = db.session.get(User, people["owner"])
        assert person is not None
        db.session.expunge(person)
        yield person


def done(summary: str, work: Callable[[], object]) -> int:
    """The changeset of this work, done as one save."""
    unit: Unit
    with one_commit(summary) as unit:
        work()
    assert unit.changeset_id is not None
    return unit.changeset_id


def undo(changeset_id: int, person: User) -> int:
    """The changeset that took this one back."""

    def work() -> int:
        with one_commit("Undid", undoes=changeset_id) as unit:
            take_back(changeset_id, person)
        assert unit.changeset_id is not None
        return unit.changeset_id

    return retrying(work)


def make_post(slug: str, tags: tuple[str, ...] = (), **values: Any) -> Post:
    """A new post with these tags, new or not, in the open unit of work."""
    held = {tag.slug: tag for tag in db.session.scalars(select(Tag).where(Tag.slug.in_(tags)))}
    wanted = [held.get(name) or Tag(name=name, slug=name) for name in tags]
    post = Post(title=slug.title(), slug=slug, body=f"<p>{slug}</p>", tags=wanted, **values)
    db.session.add(post)
    db.session.flush()
    return post


def post_at(slug: str) -> Post:
    """The post with this slug, with its links, locked."""
    rows = select(Post).where(Post.slug == slug).with_for_update()
    links = (selectinload(Post.tags), selectinload(Post.categories))
    return db.session.scalars(rows.options(*links)).one()


def state() -> State:
    """Every row that people know of, derived counts included."""
    db.session.rollback()
    return {name: _rows(Base.metadata.tables[name]) for name in KEPT}


def _rows(table: Table) -> list[tuple[Any, ...]]:
    shown = [column for column in table.c if column.name not in MOVED_ON]
    return sorted((tuple(row) for row in db.session.execute(select(*shown))), key=repr)


def assert_counted() -> None:
    """What the database counts by itself is what a recount gives."""
    db.session.rollback()
    for model, link, column in (
        (Tag, post_tag, post_tag.c.tag_id),
        (Category, post_category, post_category.c.category_id),
    ):
        links = select(func.count()).select_from(link).where(column == model.id).scalar_subquery()
        wrong = select(model.name).where(model.post_count != links)
        assert not list(db.session.scalars(wrong))
    approved = select(func.count()).where(Comment.post_id == Post.id, Comment.status == "approved")
    wrong = select(Post.title).where(Post.comment_count != approved.scalar_subquery())
    assert not list(db.session.scalars(wrong))
    for model in (Post, Comment):
        kept = select(Tally.state, func.sum(Tally.n)).where(Tally.entity == model.__tablename__)
        counted = select(model.status, func.count()).group_by(model.status)
        told = {row[0]: int(row[1]) for row in db.session.execute(kept.group_by(Tally.state))}
        assert {name: n for name, n in told.items() if n} == {
            row[0]: row[1] for row in db.session.execute(counted)
        }
