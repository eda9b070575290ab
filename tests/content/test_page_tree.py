"""Pages stand under each other in a tree, which neither an edit nor an undo makes a circle."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.content.actions.texts import write
from admin_app.content.models import Page
from admin_app.errors import Conflict, Refusal
from admin_app.extensions import db
from admin_app.history.undo import take_back
from admin_app.people.models import User
from admin_app.unit_of_work import one_commit


@pytest.fixture
def owner(app: Flask, people: dict[str, int]) -> Iterator[User]:
    """The owner, in a request of their own, and three pages: Coast, and Harbour, Pier under it."""
    with app.test_request_context():
        person = db.session.get_one(User, people["owner"])
        db.session.expunge(person)
        with one_commit("Made pages"):
            coast = Page(title="Coast", slug="coast", author_id=person.id)
            db.session.add(coast)
            db.session.flush()
            for name in ("Harbour", "Pier"):
                page = Page(title=name, slug=name.lower(), author_id=person.id)
                page.parent_id = coast.id
                db.session.add(page)
        yield person


def parents() -> dict[str, str | None]:
    """What each page stands under."""
    rows = db.session.execute(select(Page.id, Page.title, Page.parent_id).order_by(Page.id)).all()
    names = {row.id: row.title for row in rows}
    return {row.title: names.get(row.parent_id) for row in rows}


def page_named(name: str) -> Page:
    return db.session.scalars(select(Page).where(Page.title == name)).one()


def move(person: User, name: str, under: str | None) -> int:
    """The changeset of this move."""
    with one_commit(f"Moved {name}") as unit:
        parent_id = page_named(under).id if under else None
        write(person, page_named(name), {"parent_id": parent_id})
    assert unit.changeset_id is not None
    return unit.changeset_id


def undo(person: User, changeset_id: int) -> None:
    with one_commit("Undid", undoes=changeset_id):
        take_back(changeset_id, person)


def test_a_move_is_taken_back(owner: User) -> None:
    moved = move(owner, "Harbour", "Pier")
    assert parents() == {"Coast": None, "Harbour": "Pier", "Pier": "Coast"}
    undo(owner, moved)
    assert parents() == {"Coast": None, "Harbour": "Coast", "Pier": "Coast"}


@pytest.mark.parametrize("under", ["Harbour", "Pier"])
def test_an_undo_that_would_make_a_circle_is_refused_with_the_reason(
    owner: User, under: str
) -> None:
    if under == "Pier":  # a circle of three
        move(owner, "Pier", "Harbour")
    moved = move(owner, "Harbour", None)
    move(owner, "Coast", under)
    before = parents()
    with pytest.raises(Conflict, match=r"“(Harbour|Coast|Pier)” would stand under itself"):
        undo(owner, moved)
    assert parents() == before


@pytest.mark.parametrize(
    ("name", "under", "told"),
    [
        ("Coast", "Coast", "A page can't stand under itself."),
        ("Coast", "Pier", "stands under “Coast” already"),
    ],
)
def test_an_edit_makes_no_circle(owner: User, name: str, under: str, told: str) -> None:
    before = parents()
    with pytest.raises(Refusal, match=told) as refused:
        move(owner, name, under)
    assert refused.value.field == "parent_id"
    assert parents() == before


def test_a_parent_that_is_gone_is_refused(owner: User) -> None:
    with pytest.raises(Refusal, match="no such page any more"), one_commit("Moved"):
        write(owner, page_named("Pier"), {"parent_id": 999})
