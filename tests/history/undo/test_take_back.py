"""Who may take back what, once; and that an undo is a save like any other."""

from __future__ import annotations

import random
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from admin_app.content.models import Post, Tag
from admin_app.errors import Conflict, NotAllowed, NotFound
from admin_app.extensions import db
from admin_app.history.bulk import change_rows
from admin_app.history.models import Changeset
from admin_app.history.removal import remove
from admin_app.history.undo import take_back
from admin_app.people.models import User
from admin_app.readers.models import Comment
from admin_app.unit_of_work import one_commit
from tests.history.undo.conftest import (
    State,
    assert_counted,
    done,
    make_post,
    post_at,
    state,
    undo,
)
from tests.support.together import at_once
from tests.support.traffic import failing_at


def changeset(changeset_id: int) -> Changeset:
    found = db.session.get(Changeset, changeset_id, populate_existing=True)
    assert found is not None
    return found


def test_an_undo_has_an_entry_of_its_own_that_names_what_it_took_back(owner: User) -> None:
    made = done("Made", lambda: make_post("one", ("fish",)))
    assert changeset(undo(made, owner)).undoes_id == made


def test_an_undo_is_undone_and_that_again(owner: User) -> None:
    made = done("Made", lambda: make_post("one", ("fish", "boats")))
    there = state()
    last = made
    for _ in range(3):
        last = undo(last, owner)
        assert state()["post"] == state()["tag"] == []
        last = undo(last, owner)
        assert state() == there
        assert_counted()


def test_nothing_is_undone_twice(owner: User) -> None:
    made = done("Made", lambda: make_post("one"))
    undo(made, owner)
    before = state()
    with pytest.raises(Conflict, match="has undone this already"):
        undo(made, owner)
    assert state() == before


def test_what_was_undone_and_redone_is_undone_by_its_redoing(owner: User) -> None:
    """The first entry stays used up: each entry is taken back once."""
    made = done("Made", lambda: make_post("one"))
    undo(undo(made, owner), owner)
    with pytest.raises(Conflict, match="has undone this already"):
        undo(made, owner)


def test_there_has_to_be_something_to_undo(owner: User) -> None:
    with pytest.raises(NotFound):
        undo(123_456, owner)


@pytest.mark.parametrize("role", ["author", "contributor", "moderator"])
def test_who_may_not_change_a_row_may_not_take_back_its_change(
    owner: User, people: dict[str, int], role: str
) -> None:
    made = done("Made", lambda: make_post("one", ("fish",), author_id=people["editor"]))
    person = db.session.get(User, people[role])
    before = state()
    assert person is not None
    with pytest.raises(NotAllowed, match="not yours to change"):
        undo(made, person)
    assert state() == before


def test_one_row_that_is_not_theirs_is_enough(owner: User, people: dict[str, int]) -> None:
    """An undo is all or nothing, like the save that it takes back."""

    def work() -> None:
        make_post("own", author_id=people["author"])
        make_post("other", author_id=people["editor"])

    made = done("Made", work)
    author = db.session.get(User, people["author"])
    before = state()
    assert author is not None
    with pytest.raises(NotAllowed):
        undo(made, author)
    assert state() == before


def test_of_two_who_undo_at_once_one_is_told(
    app: Flask, owner: User, people: dict[str, int]
) -> None:
    made = done("Made", lambda: make_post("one", ("fish",)))

    def take(role: str) -> str:
        with app.test_request_context():
            person = db.session.get(User, people[role])
            assert person is not None
            db.session.expunge(person)
            try:
                undo(made, person)
            except Conflict as refusal:
                return refusal.message
        return ""

    told = at_once([partial(take, "owner"), partial(take, "editor")])
    assert sorted(told) == ["", "The site has undone this already."]
    db.session.rollback()
    undoing = select(func.count()).where(Changeset.undoes_id == made)
    assert db.session.scalar(undoing) == 1
    assert state()["post"] == []
    assert_counted()


def test_an_undo_that_fails_anywhere_changes_nothing(owner: User) -> None:
    ids: list[int] = []

    def work() -> None:
        ids.append(make_post("one", ("fish", "boats")).id)
        db.session.add(Comment(post_id=ids[0], author_name="A", body="x", status="approved"))

    done("Made", work)
    deleted = done("Deleted", lambda: remove(Post, ids))
    before = state()
    for point in range(1, 60):
        with failing_at(point) as traffic, pytest.MonkeyPatch.context():
            try:
                with one_commit("Undid", undoes=deleted):
                    take_back(deleted, owner)
            except Exception:  # noqa: BLE001 - whatever the driver made of it
                assert state() == before
        if len(traffic.events) < point:
            break
    assert len(state()["post"]) == 1
    assert_counted()


@pytest.mark.parametrize("seed", range(12))
def test_a_history_is_walked_back_step_by_step(owner: User, seed: int) -> None:
    """Whatever was done: the last thing undone, all is as it was before it."""
    chance = random.Random(seed)
    steps: list[tuple[int, State]] = []
    for number in range(14):
        before = state()
        with one_commit(f"Step {number}") as unit:
            chance.choice(STEPS)(chance, number)
        if unit.changeset_id is not None:
            steps.append((unit.changeset_id, before))
    assert steps
    for changeset_id, before in reversed(steps):
        undo(changeset_id, owner)
        assert state() == before
        assert_counted()


def _make(chance: random.Random, number: int) -> None:
    tags = tuple(chance.sample(["fish", "boats", "nets", "tides"], chance.randrange(4)))
    make_post(f"post-{number}", tags, status=chance.choice(["draft", "in_review"]))


def _edit(chance: random.Random, number: int) -> None:
    slugs = list(db.session.scalars(select(Post.slug).order_by(Post.id)))
    if slugs:
        post = post_at(chance.choice(slugs))
        post.title = f"Title {number}"
        post.slug = f"slug-{number}"
        post.tags = list(db.session.scalars(select(Tag).order_by(Tag.id)))[: chance.randrange(3)]


def _say(chance: random.Random, number: int) -> None:
    ids = list(db.session.scalars(select(Post.id).order_by(Post.id)))
    if ids:
        place = chance.choice(ids)
        db.session.add(Comment(post_id=place, author_name="A", body=f"{number}"))


def _decide(chance: random.Random, number: int) -> None:
    verdict = chance.choice(["approved", "spam", "removed", "pending"])
    ids = list(db.session.scalars(select(Comment.id)))
    change_rows(Comment, ids, lambda row: {"status": verdict}, ("status",))


def _trash(chance: random.Random, number: int) -> None:
    ids = list(db.session.scalars(select(Post.id).order_by(Post.id)))
    change_rows(
        Post,
        chance.sample(ids, chance.randrange(len(ids) + 1)),
        lambda row: {"status": "trash", "status_before_trash": row.status},
        ("status", "status_before_trash"),
    )


def _delete(chance: random.Random, number: int) -> None:
    model = chance.choice([Post, Tag, Comment])
    ids = list(db.session.scalars(select(model.id).order_by(model.id)))
    remove(model, chance.sample(ids, chance.randrange(len(ids) + 1)))


STEPS = (_make, _make, _edit, _say, _say, _decide, _trash, _delete)
