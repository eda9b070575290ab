"""Taking back a creation deletes what it made, unless somebody has built on it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from admin_app.content.models import Category, Post, Tag
from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.history.removal import remove
from admin_app.people.models import User
from admin_app.readers.models import Comment
from tests.history.undo.conftest import assert_counted, done, make_post, post_at, state, undo


def test_a_row_goes_with_the_tags_that_came_with_it(owner: User) -> None:
    done("Made", lambda: make_post("old", ("fish",)))
    before = state()
    made = done("Made", lambda: make_post("new", ("fish", "boats", "nets")))
    undo(made, owner)
    assert state() == before
    assert_counted()


def test_many_rows_that_point_at_each_other_go_together(owner: User) -> None:
    before = state()

    def work() -> None:
        above: Category | None = None
        for name in ("Town", "Harbour", "Quay"):
            category = Category(name=name, slug=name.lower(), parent_id=above.id if above else None)
            db.session.add(category)
            db.session.flush()
            above = category
        post = make_post("one", ("fish",))
        db.session.add(Comment(post_id=post.id, author_name="A", body="x", status="approved"))

    undo(done("Made", work), owner)
    assert state() == before
    assert_counted()


def test_what_was_edited_later_stays(owner: User) -> None:
    made = done("Made", lambda: make_post("one"))

    def work() -> None:
        post_at("one").title = "Two"

    edited = done("Edited", work)
    with pytest.raises(Conflict, match=r"the post “One” was changed later\. Undo that first"):
        undo(made, owner)
    undo(edited, owner)
    undo(made, owner)
    assert not db.session.scalars(select(Post.id)).all()


def test_what_was_deleted_since_is_not_deleted_again(owner: User) -> None:
    ids: list[int] = []
    made = done("Made", lambda: ids.append(make_post("one").id))
    done("Deleted", lambda: remove(Post, ids))
    with pytest.raises(Conflict, match="a post that it created has been deleted since"):
        undo(made, owner)


def test_a_post_with_comments_of_others_stays(owner: User) -> None:
    ids: list[int] = []
    made = done("Made", lambda: ids.append(make_post("one").id))
    done("Said", lambda: db.session.add(Comment(post_id=ids[0], author_name="A", body="x")))
    before = state()
    with pytest.raises(Conflict, match="a comment has come to the post since"):
        undo(made, owner)
    assert state() == before


def test_a_tag_that_others_use_by_now_stays(owner: User) -> None:
    made = done("Made", lambda: make_post("one", ("fish",)))
    done("Made another", lambda: make_post("two", ("fish",)))
    before = state()
    with pytest.raises(Conflict, match="the tag it created is used elsewhere by now"):
        undo(made, owner)
    assert state() == before


def test_a_tag_made_for_a_post_that_was_there_goes(owner: User) -> None:
    done("Made", lambda: make_post("one"))
    before = state()

    def work() -> None:
        post_at("one").tags = [Tag(name="fish", slug="fish")]

    undo(done("Tagged", work), owner)
    assert state() == before
    assert_counted()
