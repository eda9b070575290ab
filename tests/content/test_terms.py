"""Tags and categories are found by name, or made with a slug of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.content.actions.terms import find_or_create_categories, find_or_create_tags
from admin_app.content.models import Category, Tag
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.history.models import Change
from admin_app.unit_of_work import one_commit
from tests.support.traffic import recorded


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def made(*names: str) -> list[tuple[str, str]]:
    with one_commit("Tags"):
        return [(tag.name, tag.slug) for tag in find_or_create_tags(names)]


def test_new_names_become_tags_in_the_order_given() -> None:
    assert made("Tides", "Harbour wall", "Ærø") == [
        ("Tides", "tides"),
        ("Harbour wall", "harbour-wall"),
        ("Ærø", "aero"),
    ]
    assert db.session.scalars(select(Change.label).order_by(Change.id)).all() == [
        "Tides",
        "Harbour wall",
        "Ærø",
    ]


def test_a_name_that_is_there_is_found_whatever_its_case_and_spaces() -> None:
    made("Harbour wall")
    assert made("  harbour   WALL ", "Tides") == [
        ("Harbour wall", "harbour-wall"),
        ("Tides", "tides"),
    ]
    assert len(db.session.scalars(select(Tag.id)).all()) == 2


def test_the_same_name_twice_is_one_tag() -> None:
    assert made("Cafe\u0301", "CAFÉ", "Sea") == [("Café", "cafe"), ("Sea", "sea")]


def test_names_that_sound_alike_get_slugs_of_their_own() -> None:
    assert [slug for _, slug in made("C", "C++", "C#")] == ["c", "c-2", "c-3"]
    assert [slug for _, slug in made("C--", "C")] == ["c-4", "c"]


def test_fifty_names_are_found_or_made_by_two_statements() -> None:
    made(*(f"Tag {number}" for number in range(0, 50, 2)))
    with one_commit("Tags"), recorded() as traffic:
        assert len(find_or_create_tags(f"Tag {number}" for number in range(50))) == 50
        assert len([s for s in traffic.statements if s.startswith("SELECT")]) == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x" * 101, "100 characters"),
        ("ΐ" * 100, "100 characters"),
        ("", "people can read"),
        ("\u200b\x00", "people can read"),
        ("Markup, HTML", "comma"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused_beside_its_field(name: str, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refused, one_commit("Tags"):
        find_or_create_tags(["Sea", name])
    assert refused.value.field == "tags"
    assert db.session.scalars(select(Tag.id)).all() == []


def test_characters_that_harm_are_left_out() -> None:
    assert made("Har\x00bour\u202e\x07 w\nall") == [("Harbour w all", "harbour-w-all")]


def test_a_post_has_at_most_fifty_tags() -> None:
    # The same name in other letters counts once, in what is checked and in what is told.
    names = [str(number) for number in range(110)] + ["A", "a", " A "]
    with pytest.raises(Refusal) as refused, one_commit("Tags"):
        find_or_create_tags(names)
    assert refused.value.message == "These are 111 tags; a post can have at most 50."
    with one_commit("Tags"):
        assert len(find_or_create_tags([*names[:49], "A", "a"])) == 50


def test_a_post_that_came_with_more_tags_may_lose_them_one_by_one() -> None:
    names = [str(number) for number in range(60)]
    with one_commit("Tags"):
        assert len(find_or_create_tags(names, held=60)) == 60
    with one_commit("Tags"):
        assert len(find_or_create_tags(names[:59], held=60)) == 59
    with pytest.raises(Refusal, match="These are 61 tags"), one_commit("Tags"):
        find_or_create_tags([*names, "one more"], held=60)


def test_categories_are_found_and_made_alike() -> None:
    with one_commit("Categories"):
        found = find_or_create_categories(["News", "Sport"])
        assert [category.slug for category in found] == ["news", "sport"]
    with one_commit("Categories"):
        assert find_or_create_categories(["news"])[0].name == "News"
    with pytest.raises(Refusal) as refused, one_commit("Categories"):
        find_or_create_categories(["a,b"])
    assert refused.value.field == "categories"
    assert len(db.session.scalars(select(Category.id)).all()) == 2
