"""Words are found through the index, the same on both databases, whatever is typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.content.models import Page, Post
from admin_app.extensions import db
from admin_app.readers.models import Comment
from admin_app.search import found_id, matching
from admin_app.unit_of_work import one_commit
from tests.support.traffic import Traffic


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        with one_commit("Wrote", record=False):
            db.session.add(
                Post(title="Hello 50% of_all", slug="a", body="<p>It's foo-bar, by a\\b. Grüße</p>")
            )
            db.session.add(Page(title="Hello page", slug="b", body="<p>On page only.</p>"))
            db.session.flush()
            db.session.add(Comment(post_id=1, author_name="Ana", body="Hello comment"))
        yield


def found(model: type, words: str) -> list[int]:
    return list(
        db.session.scalars(
            select(model.id).where(matching(model, words)).order_by(found_id(model).desc())  # type: ignore[attr-defined]
        )
    )


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    "words",
    [
        "hello",
        "HELLO",
        "of_all",
        "50%",
        "foo",
        "foo-bar",
        "it's",
        "a\\b",
        "grüße",
        "hello foo",
        "hello !!!",
        "hello & | ! ( )",
        '"hello"',
        "\ud800 hello",
    ],
)
def test_words_that_are_there_are_found(words: str) -> None:
    assert found(Post, words) == [1]


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "!!!",
        "%",
        "_",
        "hell",
        "hello absent",
        "hel%",
        "hello OR absent",
        "hello NOT foo",
        "title:hello body",
        "' OR 1=1 --",
        '" OR "',
        ":words",
        "%(words)s",
        "*",
        "hello*x",
        "x" * 100_000,
        "z " * 100_000,
    ],
)
def test_nothing_typed_is_an_operator(words: str) -> None:
    assert found(Post, words) == []


@pytest.mark.usefixtures("context")
def test_each_table_is_searched_by_itself() -> None:
    assert found(Page, "only") == [1]
    assert found(Comment, "comment") == [1]
    assert found(Comment, "ana") == [1]
    assert found(Post, "page") == []


@pytest.mark.usefixtures("context")
def test_a_save_is_found_at_once_and_a_removed_word_no_more() -> None:
    with one_commit("Changed"):
        db.session.get_one(Post, 1).title = "Goodbye"
    assert (found(Post, "goodbye"), found(Post, "hello")) == ([1], [])


@pytest.mark.usefixtures("context")
def test_postgresql_is_given_the_word_itself_to_plan_with(traffic: Traffic) -> None:
    found(Post, "it's")
    said = traffic.statements[-1]
    if db.engine.dialect.name == "postgresql":
        assert "plainto_tsquery('simple'::regconfig, 'it''s')" in said
    else:
        assert "MATCH ?" in said


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("hel", [1]),
        ("hello of_", [1]),
        ("grü", [1]),
        ("hel of_all", []),  # only the last word may be a beginning
        ("he", []),  # and not of two letters
        ("hel\\", [1]),
        ("hel'", [1]),
        ("':*", []),
        ("\\':*zz", []),
    ],
)
def test_the_last_word_may_be_the_beginning_of_one(words: str, rows: list[int]) -> None:
    statement = select(Post.id).where(matching(Post, words, begun=True))
    assert list(db.session.scalars(statement.order_by(found_id(Post).desc()))) == rows
