"""Taking back an edit gives every value and link back, or says why it can't."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from admin_app.content.models import Post, Tag
from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.history.bulk import change_rows
from admin_app.history.removal import remove
from admin_app.people.models import User
from tests.history.undo.conftest import assert_counted, done, make_post, post_at, state, undo
from tests.support.traffic import Traffic


def edit(at: str, **values: object) -> int:
    """The changeset that gave the post at this slug these values."""

    def work() -> None:
        post = post_at(at)
        for name, value in values.items():
            setattr(post, name, value)

    return done("Edited", work)


def test_values_and_links_come_back(owner: User) -> None:
    done("Made", lambda: make_post("one", ("harbour", "fish"), excerpt="Short"))
    before = state()

    def work() -> None:
        post = post_at("one")
        post.title, post.excerpt, post.status = "Two", "", "in_review"
        post.tags = [*post.tags[1:], Tag(name="boats", slug="boats")]

    undo(done("Edited", work), owner)
    assert state() == before
    assert_counted()


def test_several_flushes_of_one_save_are_taken_back_as_one(owner: User) -> None:
    done("Made", lambda: make_post("one", ("fish",)))
    before = state()

    def work() -> None:
        post = post_at("one")
        for title in ("Two", "Three", "Four"):
            post.title = title
            post.tags = []
            db.session.flush()

    undo(done("Edited", work), owner)
    assert state() == before


def test_what_was_changed_elsewhere_meanwhile_stays(owner: User) -> None:
    done("Made", lambda: make_post("one"))
    first = edit("one", title="Two")
    edit("one", excerpt="Later")
    undo(first, owner)
    db.session.rollback()
    post = post_at("one")
    assert (post.title, post.excerpt) == ("One", "Later")


def test_a_value_that_was_changed_again_is_not_taken_back(owner: User) -> None:
    done("Made", lambda: make_post("one"))
    first = edit("one", title="Two", excerpt="Short")
    edit("one", title="Three")
    before = state()
    with pytest.raises(Conflict, match="the title of the post “Two” was changed again later"):
        undo(first, owner)
    assert state() == before


def test_links_that_were_changed_again_are_not_taken_back(owner: User) -> None:
    done("Made", lambda: make_post("one", ("fish", "boats")))
    first = edit("one", tags=[])

    def work() -> None:
        post_at("one").tags = [Tag(name="nets", slug="nets")]

    done("Tagged", work)
    with pytest.raises(Conflict, match="the tags of the post “One” was changed again"):
        undo(first, owner)


def test_a_row_that_is_gone_can_not_be_edited_back(owner: User) -> None:
    post_id: list[int] = []
    done("Made", lambda: post_id.append(make_post("one").id))
    first = edit("one", title="Two")
    done("Deleted", lambda: remove(Post, post_id))
    with pytest.raises(Conflict, match="the post “Two” has been deleted since"):
        undo(first, owner)


def test_a_link_to_what_is_gone_does_not_come_back(owner: User) -> None:
    tag_ids: list[int] = []
    done("Made", lambda: tag_ids.extend(tag.id for tag in make_post("one", ("fish",)).tags))
    first = edit("one", tags=[])
    done("Deleted", lambda: remove(Tag, tag_ids))
    before = state()
    with pytest.raises(Conflict, match="a tag that it needs has been deleted since"):
        undo(first, owner)
    assert state() == before


def test_a_row_does_not_go_back_to_an_owner_who_is_gone(
    owner: User, people: dict[str, int]
) -> None:
    done("Made", lambda: make_post("one", author_id=people["author"]))
    first = edit("one", author_id=people["editor"])
    done("Deleted", lambda: remove(User, [people["author"]]))
    before = state()
    with pytest.raises(Conflict, match="the person that it belongs to has been deleted since"):
        undo(first, owner)
    assert state() == before


def test_a_unique_value_that_was_taken_meanwhile_does_not_come_back(owner: User) -> None:
    done("Made", lambda: make_post("one"))
    first = edit("one", slug="uno")
    done("Made another", lambda: make_post("one"))
    before = state()
    with pytest.raises(Conflict, match="another post has the slug “one” now"):
        undo(first, owner)
    assert state() == before


def test_a_bulk_change_goes_back_in_as_few_statements_as_one_row(
    owner: User, traffic: Traffic
) -> None:
    ids: list[int] = []

    def posts() -> None:
        for number in range(40):
            state_of = ("draft", "in_review")[number % 2]
            ids.append(make_post(f"post-{number}", status=state_of).id)

    done("Made", posts)
    before = state()
    counts = []
    for chosen in (ids[:2], ids):

        def trash(chosen: list[int] = chosen) -> None:
            change_rows(
                Post,
                chosen,
                lambda row: {"status": "trash", "status_before_trash": row.status},
                ("status", "status_before_trash"),
            )

        trashed = done("Trashed", trash)
        traffic.clear()
        undo(trashed, owner)
        counts.append(len(traffic.statements))
        assert traffic.commits == 1
        assert state() == before
        assert_counted()
    # Those that get the same values are one statement, those that get their own another.
    assert counts[1] <= counts[0] + 1


def test_a_name_that_comes_back_is_found_by_it(owner: User) -> None:
    """What the model derives of a value goes back with it."""
    done("Made", lambda: make_post("one", ("fish",)))
    before = state()

    def work() -> None:
        db.session.scalars(select(Tag).with_for_update()).one().name = "Boats"

    undo(done("Renamed", work), owner)
    assert state() == before


def test_two_rows_that_changed_places_change_back(owner: User) -> None:
    """Each has what the other is given back; they stand in one changeset."""
    done("Made", lambda: (make_post("one"), make_post("two")))
    before = state()

    def work() -> None:
        one, two = post_at("one"), post_at("two")
        one.title, two.title = two.title, one.title

    undo(done("Swapped", work), owner)
    assert state() == before
