"""The counts on the tabs are kept by the database, and are always those of a recount."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from admin_app.columns import now
from admin_app.content.housekeeping import fold
from admin_app.content.models import Page, Post, Tag, Tally
from admin_app.content.models.publishable import COMMENT_COUNTS
from admin_app.content.queries import tallies as module
from admin_app.content.queries.tallies import PLANNED, tally
from admin_app.extensions import db
from admin_app.history.bulk import change_rows
from admin_app.history.removal import remove
from admin_app.history.undo import take_back
from admin_app.people.models import User
from admin_app.readers.models import Comment
from admin_app.unit_of_work import one_commit

OWNER = User(role="owner", active=True)


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def counts(entity: str) -> dict[str, int]:
    """As the tabs show them, without those that are empty."""
    db.session.remove()
    found = module.tallies().get(entity, {})
    return {s: count for s, count in found.items() if count and s != PLANNED}


def recount(model: type[Post | Comment]) -> dict[str, int]:
    rows = select(model.status, func.count()).group_by(model.status)
    return dict(db.session.execute(rows).all())


def made(**states: int) -> list[int]:
    with one_commit("Made posts"):
        posts = [
            Post(
                title=f"{state} {n}",
                slug=f"{state}-{n}",
                status=state,
                published_at=now() - timedelta(days=1),
                tags=[],
            )
            for state, count in states.items()
            for n in range(count)
        ]
        db.session.add_all(posts)
        db.session.flush()
        return [post.id for post in posts]


def test_they_follow_every_way_of_writing() -> None:
    ids = made(draft=3, published=5)
    assert counts("post") == {"draft": 3, "published": 5} == recount(Post)
    with one_commit("Trashed") as trashed:
        change_rows(Post, ids[:6], lambda row: {"status": "trash"}, ("status",))
    assert counts("post") == {"published": 2, "trash": 6} == recount(Post)
    with one_commit("Undid", undoes=trashed.changeset_id):
        assert trashed.changeset_id
        take_back(trashed.changeset_id, OWNER)
    assert counts("post") == {"draft": 3, "published": 5}
    with one_commit("Deleted"):
        remove(Post, ids[:1])
    assert counts("post") == {"draft": 2, "published": 5} == recount(Post)


def test_a_save_that_fails_does_not_count() -> None:
    with pytest.raises(ZeroDivisionError), one_commit("Fails"):
        db.session.add(Post(title="x", slug="x", tags=[]))
        db.session.flush()
        raise ZeroDivisionError
    assert counts("post") == {}


def test_scheduled_posts_are_planned_until_their_moment_comes() -> None:
    made(scheduled=2, published=1)
    db.session.remove()
    assert tally("post", PLANNED) == 0
    with one_commit("Planned"):
        post = db.session.scalars(select(Post).where(Post.slug == "scheduled-0")).one()
        post.published_at = now() + timedelta(days=1)
    db.session.remove()
    assert tally("post", PLANNED) == 1
    assert tally("post", "scheduled") == 2


def test_a_page_counts_its_approved_comments_through_every_change() -> None:
    with one_commit("Made"):
        page = Page(title="About", slug="about")
        db.session.add(page)
        db.session.flush()
        said = [
            Comment(page_id=page.id, author_name="A", body="x", status=status)
            for status in ("approved", "pending")
        ]
        db.session.add_all(said)
        db.session.flush()
        ids = [one.id for one in said]

    def counted() -> int | None:
        db.session.remove()
        return db.session.scalar(select(Page.comment_count))

    assert counted() == 1
    with one_commit("Set aside"):
        change_rows(Comment, ids, lambda row: {"status": "spam"}, ("status",))
    assert counted() == 0
    with one_commit("Approved"):
        change_rows(Comment, ids, lambda row: {"status": "approved"}, ("status",))
    assert counted() == 2
    with one_commit("Deleted one"):
        remove(Comment, ids[:1])
    assert counted() == 1
    with one_commit("Deleted all"):
        remove(Page, [db.session.scalars(select(Page.id)).one()])
    assert counted() is None
    assert not db.session.scalars(select(COMMENT_COUNTS["page"].c.n)).all()


def test_a_post_counts_its_approved_comments_and_a_tag_its_posts() -> None:
    (post_id,) = made(published=1)
    with one_commit("Said"):
        post = db.session.get(Post, post_id)
        assert post is not None
        tag = Tag(name="Harbour", slug="harbour")
        db.session.add_all(
            Comment(post_id=post_id, author_name="A", body="x", status=status)
            for status in ("approved", "approved", "pending", "spam")
        )
        db.session.add(tag)
        db.session.flush()
        db.session.connection().exec_driver_sql(
            f"INSERT INTO post_tag (post_id, tag_id) VALUES ({post_id}, {tag.id})"
        )
    assert counts("comment") == {"approved": 2, "pending": 1, "spam": 1}
    with one_commit("Decided"):
        waiting = list(db.session.scalars(select(Comment.id).where(Comment.status == "pending")))
        change_rows(Comment, waiting, lambda row: {"status": "approved"}, ("status",))
    db.session.remove()
    assert db.session.scalar(select(Post.comment_count)) == 3
    assert db.session.scalar(select(Tag.post_count)) == 1
    with one_commit("Deleted"):
        remove(Post, [post_id])
    db.session.remove()
    assert db.session.scalar(select(Tag.post_count)) == 0
    assert counts("comment") == {}


def test_folding_changes_rows_and_not_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    made(draft=2)
    made(published=3)
    before = counts("post")
    monkeypatch.setattr(module, "FOLDED_FROM", 2)
    db.session.remove()
    fold()
    assert counts("post") == before
    kept = select(Tally.state).where(Tally.entity == "post", Tally.n != 0).order_by(Tally.state)
    assert list(db.session.scalars(kept)) == ["draft", "published"]
    made(in_review=1)
    assert counts("post") == {"draft": 2, "in_review": 1, "published": 3}
