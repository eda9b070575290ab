"""Words are found through the index, the same on both databases, whatever is typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, false, select

from admin_app.content.models import Media, Page, Post
from admin_app.extensions import db
from admin_app.keyset import Place, Stretch
from admin_app.readers.models import Comment
from admin_app.search import found_page, matching, newest_found, walk
from admin_app.unit_of_work import one_commit
from admin_app.web.cursors import encode
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


def found(model: Any, words: str, *, begun: bool = False) -> list[int]:
    rows = newest_found(select(model.id), model, words, 25, begun=begun)
    assert {row.id for row in rows} == set(
        db.session.scalars(select(model.id).where(matching(model, words, begun=begun)))
    )
    return [row.id for row in rows]


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
    newest_found(select(Post.id), Post, "it's", 25)
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
    assert found(Post, words, begun=True) == rows


@pytest.fixture
def many(context: None) -> None:
    """Forty comments: the word “even” in twenty of them, “early” in the first five."""
    with one_commit("Wrote", record=False):
        for number in range(40):
            words = f"{'odd' if number % 2 else 'even'}{' early' if number < 5 else ''}"
            db.session.add(Comment(post_id=1, author_name="Ana", body=words))


@contextmanager
def asked_for() -> Iterator[list[tuple[str, Any]]]:
    """What the database is asked in the block, with the parameters."""
    sent: list[tuple[str, Any]] = []

    def note(*given: Any) -> None:
        if given[2] != "BEGIN":
            sent.append((given[2], given[3]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of an explained plan, each before those below it."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def pages(words: str, size: int) -> Iterator[Stretch[Any]]:
    """The pages from the newest to the oldest, and back again."""
    rows = select(Comment.id).where(Comment.id > 1)
    page = found_page(rows, Comment, words, Place(), size)
    yield page
    while page.older:
        page = found_page(rows, Comment, words, Place(after=page.older), size)
        yield page
    while page.newer:
        page = found_page(rows, Comment, words, Place(before=page.newer), size)
        yield page


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("near", [0, 1, 2, walk.NEAR])
@pytest.mark.parametrize("words", ["even", "early", "early odd", "ana", "absent"])
@pytest.mark.parametrize("size", [1, 3, 7, 20, 50])
def test_pages_hold_each_row_once_however_far_the_walk_goes(
    near: int, words: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "NEAR", near)
    rows = db.session.scalars(
        select(Comment.id).where(matching(Comment, words), Comment.id > 1).order_by(-Comment.id)
    ).all()
    there = [list(rows[start : start + size]) for start in range(0, len(rows), size)] or [[]]
    shown = [[row.id for row in page.rows] for page in pages(words, size)]
    assert shown == [*there, *reversed(there[:-1])]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("place", "there"),
    [
        ({"after": 2**63 - 1}, 20),
        ({"before": 2**63 - 1}, 0),
        ({"after": -(2**63)}, 0),
        ({"before": -(2**63)}, 20),
    ],
)
def test_a_page_at_the_end_of_all_numbers_is_a_page(place: dict[str, int], there: int) -> None:
    asked = Place(**{way: encode((edge,)) for way, edge in place.items()})
    assert len(found_page(select(Comment.id), Comment, "even", asked, 25).rows) == there


@pytest.mark.usefixtures("context")
def test_where_nothing_is_nothing_is_found_and_nothing_asked(traffic: Traffic) -> None:
    assert found(Media, "hello") == []
    before = len(traffic.statements)
    nothing = select(Comment.id).where(false(), Comment.status == "pending")
    assert newest_found(nothing, Comment, "hello", 25) == []
    assert newest_found(select(Comment.id), Comment, "!!!", 25) == []
    assert len(traffic.statements) == before


@pytest.mark.usefixtures("many")
def test_the_rows_may_be_of_several_tables() -> None:
    rows = select(Post.title, Comment.id, Post.id.label("post")).join_from(
        Comment, Post, Post.id == Comment.post_id
    )
    first = newest_found(rows, Comment, "early", 2)
    assert [tuple(row) for row in first] == [("Hello 50% of_all", 6, 1), ("Hello 50% of_all", 5, 1)]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("words", "start", "parts"),
    [
        ("some", None, (False, False)),  # the newest are a page
        ("some", 75, (False, False)),  # and so are those that the second page begins with
        ("early", None, (False, True)),  # the newest have none
        ("often", None, (True, False)),  # they have some: so the end of a page can't be far
        ("seldom", None, (False, True)),  # so few that a walk to more would take too long
    ],
)
def test_no_more_is_looked_at_than_a_page_takes(
    words: str, start: int | None, parts: tuple[bool, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    with one_commit("Wrote", record=False):
        for number in range(60):
            said = f"some{' often' * (number % 5 in (1, 3))}{' seldom' * (number in (0, 58))}"
            db.session.add(Comment(post_id=1, author_name="Ana", body=said))
    monkeypatch.setattr(walk, "NEAR", 2)
    monkeypatch.setitem(walk.WALK_EFFORT, "comment", 32)
    with asked_for() as sent:
        place = Place(after=encode((start,))) if start else Place()
        found_page(select(Comment.id), Comment, words, place, 4)
    assert len(sent) == 1
    if db.engine.dialect.name == "sqlite":
        return  # FTS5 gives its rows in order by itself
    connection = db.session.connection()
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    said, given = sent[0]
    explain = f"EXPLAIN (ANALYZE, FORMAT JSON) {said}"
    plan = connection.exec_driver_sql(explain, given).scalar_one()[0]["Plan"]
    asked = [part["Plans"][-1] for part in nodes(plan) if "One-Time Filter" in part]
    walked, beyond = asked[-2:]
    assert (walked["Actual Loops"] > 0, beyond["Actual Loops"] > 0) == parts
    used = {part["Index Name"] for part in nodes(beyond) if "Index Name" in part}
    assert "ix_comment_search_vector" in used
    assert "comment_search_pkey" not in used
    # In whatever size of table, whatever the planner thinks of the word.
    one_line = " ".join(said.split())
    assert "ORDER BY comment_search.id + 0 DESC" in one_line
    assert "ORDER BY comment_search.id DESC LIMIT 200) AS walked" in one_line
    (way,) = {
        part["Index Cond"]
        for part in nodes(walked)
        if part.get("Index Name") == "comment_search_pkey" and "<=" in part.get("Index Cond", "")
    }
    assert " > " in way  # it ends, and the index knows where
