"""Every row of a list stands on one page, in order, whichever way one walks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql

from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.keyset import Keys, Place, Stretch, cut_page, page_statement
from admin_app.unit_of_work import one_commit
from admin_app.web.cursors import BadCursor, encode

START = datetime(2026, 3, 4, 5, 6, 7, 891_011, tzinfo=UTC)
COUNT = 11
SIZE = 3
BY_DATE: Keys = {Post.created_at: datetime, Post.id: int}
BY_ID: Keys = {Post.id: int}


@pytest.fixture(autouse=True)
def posts(app: Flask) -> Iterator[None]:
    """Eleven posts, four at a time of one moment, so that ties stand on different pages."""
    with app.test_request_context():
        with one_commit("Made posts", record=False):
            rows = [
                {
                    "title": f"Post {number}",
                    "slug": f"post-{number}",
                    "created_at": START + timedelta(minutes=number // 4),
                    "updated_at": START,
                }
                for number in range(COUNT)
            ]
            db.session.execute(insert(Post), rows)
        yield


def page(keys: Keys, place: Place, *, descending: bool = True, size: int = SIZE) -> Stretch[Any]:
    rows = select(Post.created_at, Post.id)
    found = db.session.execute(page_statement(rows, keys, place, size, descending=descending)).all()

    def key_of(row: Any) -> tuple[Any, ...]:
        return (row.id,) if keys is BY_ID else (row.created_at, row.id)

    return cut_page(found, place, size, key_of)


def ids(stretch: Stretch[Any]) -> list[int]:
    return [row.id for row in stretch.rows]


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("keys", [BY_DATE, BY_ID], ids=["by date", "by id"])
def test_walking_on_and_back_gives_every_row_once(keys: Keys, descending: bool) -> None:
    in_order = sorted(db.session.scalars(select(Post.id)), reverse=descending)
    pages = [page(keys, Place(), descending=descending)]
    while pages[-1].older:
        pages.append(page(keys, Place(after=pages[-1].older), descending=descending))
    assert [row_id for one in pages for row_id in ids(one)] == in_order
    assert pages[0].newer is None

    back = [pages[-1]]
    while back[-1].newer:
        back.append(page(keys, Place(before=back[-1].newer), descending=descending))
    assert [ids(one) for one in back] == [ids(one) for one in reversed(pages)]
    assert back[-1].newer is None
    assert back[-1].older == pages[0].older


def test_a_page_that_is_just_full_has_nothing_after_it() -> None:
    whole = page(BY_ID, Place(), size=COUNT)
    assert len(whole.rows) == COUNT
    assert (whole.newer, whole.older) == (None, None)


def test_a_page_beyond_the_end_is_empty_and_leads_nowhere() -> None:
    assert page(BY_ID, Place(after=encode((0,)))) == Stretch([])
    assert page(BY_ID, Place(before=encode((COUNT + 1000,)))) == Stretch([])


def test_after_goes_before_before() -> None:
    middle = page(BY_ID, Place(after=encode((8,)), before=encode((2,))))
    assert ids(middle) == [7, 6, 5]


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(BadCursor):
        page(BY_DATE, Place(after=encode((3,))))
    with pytest.raises(BadCursor):
        page(BY_ID, Place(after=encode(("three",))))


def test_a_page_is_read_from_where_it_starts() -> None:
    place = Place(after=encode((START, 3)))
    statement = page_statement(select(Post.id), BY_DATE, place, SIZE)
    sql = str(statement.compile(dialect=postgresql.dialect()))
    assert "(post.created_at, post.id) < (" in sql
    assert "OFFSET" not in sql
