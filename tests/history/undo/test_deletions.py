"""Taking back a delete brings all of it back, under its own ids, or says why it can't."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from admin_app.content.models import Category, Post, Tag
from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.history.removal import remove
from admin_app.history.undo import fits
from admin_app.people.models import User
from admin_app.readers.models import Comment
from tests.history.undo.conftest import assert_counted, done, make_post, state, undo
from tests.support.traffic import Traffic


def posts_with_comments(count: int = 2) -> list[int]:
    """The ids of posts, each with a tag and a thread of two comments."""
    ids: list[int] = []

    def work() -> None:
        for number in range(count):
            post = make_post(f"post-{number}", ("fish",), status="draft")
            first = Comment(post_id=post.id, author_name="A", body="x", status="approved")
            db.session.add(first)
            db.session.flush()
            answer = Comment(
                post_id=post.id, parent_id=first.id, depth=2, author_name="B", body="y"
            )
            db.session.add(answer)
            ids.append(post.id)

    done("Made", work)
    return ids


def test_rows_come_back_with_their_links_and_all_that_went_along(owner: User) -> None:
    ids = posts_with_comments()
    before = state()
    deleted = done("Deleted", lambda: remove(Post, ids))
    assert state()["comment"] == []
    assert_counted()
    undo(deleted, owner)
    assert state() == before
    assert_counted()


def test_a_tag_comes_back_to_the_posts_that_had_it(owner: User) -> None:
    posts_with_comments()
    before = state()
    tag_ids = list(db.session.scalars(select(Tag.id)))
    db.session.rollback()
    undo(done("Deleted", lambda: remove(Tag, tag_ids)), owner)
    assert state() == before
    assert_counted()


def test_a_person_comes_back_to_what_they_wrote(owner: User, people: dict[str, int]) -> None:
    """All but the password, which no history keeps: a new one is asked for by mail."""
    done("Made", lambda: make_post("one", author_id=people["author"]))
    before = state()
    deleted = done("Deleted", lambda: remove(User, [people["author"]]))
    undo(deleted, owner)
    after = state()
    person = db.session.get(User, people["author"])
    assert person is not None
    assert person.password is None
    assert after["post"] == before["post"]
    assert [row[0] for row in after["user"]] == [row[0] for row in before["user"]]


def test_a_branch_comes_back_parents_first(owner: User) -> None:
    """Whatever order its rows were deleted in."""

    def tree() -> None:
        top = Category(id=30, name="Town", slug="town")
        db.session.add(top)
        db.session.flush()
        db.session.add(Category(id=20, name="Harbour", slug="harbour", parent_id=30))
        db.session.flush()
        db.session.add(Category(id=10, name="Quay", slug="quay", parent_id=20))

    made = done("Made", tree)
    before = state()
    gone = undo(made, owner)
    assert state()["category"] == []
    undo(gone, owner)
    assert state() == before


def test_a_slug_that_was_taken_meanwhile_is_named(owner: User) -> None:
    ids: list[int] = []
    done("Made", lambda: ids.append(make_post("one").id))
    deleted = done("Deleted", lambda: remove(Post, ids))
    done("Made another", lambda: make_post("one"))
    before = state()
    with pytest.raises(Conflict, match=r"another post has the slug “one” now\. Change that first"):
        undo(deleted, owner)
    assert state() == before


def test_a_taken_slug_is_found_among_more_rows_than_a_statement_has_room_for(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fits, "PORTION", 3)
    ids = posts_with_comments(8)
    before = state()
    deleted = done("Deleted", lambda: remove(Post, ids))
    taken = done("Made another", lambda: make_post("post-7"))
    with pytest.raises(Conflict, match="another post has the slug “post-7” now"):
        undo(deleted, owner)
    undo(taken, owner)
    undo(deleted, owner)
    assert state() == before


def test_a_comment_does_not_come_back_without_its_post(owner: User) -> None:
    ids = posts_with_comments(1)
    comment_ids = list(db.session.scalars(select(Comment.id)))
    db.session.rollback()
    first = done("Deleted comments", lambda: remove(Comment, comment_ids))
    done("Deleted the post", lambda: remove(Post, ids))
    with pytest.raises(Conflict, match="the post that it belongs to has been deleted since"):
        undo(first, owner)


def test_an_answer_does_not_come_back_under_a_comment_that_is_gone(owner: User) -> None:
    posts_with_comments(1)
    first, answer = db.session.scalars(select(Comment.id).order_by(Comment.id))
    db.session.rollback()
    deleted = done("Deleted the answer", lambda: remove(Comment, [answer]))
    done("Deleted the comment", lambda: remove(Comment, [first]))
    before = state()
    with pytest.raises(Conflict, match="the comment that it belongs to has been deleted since"):
        undo(deleted, owner)
    assert state() == before


def test_an_id_that_is_in_use_again_is_not_overwritten(owner: User) -> None:
    ids: list[int] = []
    done("Made", lambda: ids.append(make_post("one").id))
    deleted = done("Deleted", lambda: remove(Post, ids))

    def again() -> None:
        post = make_post("two")
        db.session.execute(update(Post).where(Post.id == post.id).values(id=ids[0]))

    done("Made again", again)
    with pytest.raises(Conflict, match="the post is there again"):
        undo(deleted, owner)


def test_many_rows_come_back_in_as_few_statements_as_few(owner: User, traffic: Traffic) -> None:
    ids = posts_with_comments(12)
    counts = []
    for chosen in (ids[:2], ids):
        deleted = done("Deleted", lambda chosen=chosen: remove(Post, chosen))  # type: ignore[misc]
        traffic.clear()
        undo(deleted, owner)
        counts.append(len(traffic.statements))
        assert traffic.commits == 1
    assert counts[0] == counts[1]
