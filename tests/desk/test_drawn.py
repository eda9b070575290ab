"""A row is drawn once, and anew when anything that is told of it is another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, g
from markupsafe import Markup

from admin_app.desk.lists import drawn
from admin_app.desk.lists.drawn import ByValue, Keeper
from tests.support.cast import sign_in


@dataclass(frozen=True)
class Told(ByValue):
    words: str

    @property
    def value(self) -> str:  # type: ignore[override]
        return self.words


@dataclass
class Held:
    value: str


class Drawing:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self, row: Any, *others: Any) -> Markup:
        self.times += 1
        return Markup("<tr>{}</tr>").format(row)


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask) -> Iterator[None]:
    drawn._kept.clear()
    with app.test_request_context("/admin/post/"):
        yield


def test_the_same_row_is_drawn_once() -> None:
    draw = Drawing()
    assert Keeper()(draw, Told("one"), 1) == Keeper()(draw, Told("one"), 1)
    assert draw.times == 1


@pytest.mark.parametrize("other", [(Told("two"), 1), (Told("one"), 2), (Told("one"),)])
def test_another_value_is_another_row(other: tuple[Any, ...]) -> None:
    draw = Drawing()
    Keeper()(draw, Told("one"), 1)
    Keeper()(draw, *other)
    assert draw.times == 2


def test_a_row_with_a_column_of_that_name_is_no_value() -> None:
    draw, row = Drawing(), Held("one")
    Keeper()(draw, row)
    Keeper()(draw, row)
    assert draw.times == 2


def test_another_clock_draws_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = Drawing()
    Keeper()(draw, Told("one"))
    g.pop("clock")
    monkeypatch.setattr("admin_app.web.locale.person_timezone", lambda: "Asia/Tokyo")
    Keeper()(draw, Told("one"))
    assert draw.times == 2


def test_another_screen_draws_anew(app: Flask) -> None:
    draw = Drawing()
    Keeper()(draw, Told("one"))
    with app.test_request_context("/admin/page/"):
        Keeper()(draw, Told("one"))
    assert draw.times == 2


def test_what_is_kept_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "MOST_KEPT", 10)
    draw, keep = Drawing(), Keeper()
    for number in range(50):
        keep(draw, Told(str(number)))
        assert len(drawn._kept) <= 10
    keep(draw, Told("x" * drawn.LARGEST))
    assert all(len(one) <= drawn.LARGEST for one in drawn._kept.values())


def test_a_list_shows_what_changed(app: Flask, people: dict[str, int]) -> None:
    owner = sign_in(app, "owner")
    owner.submit("/admin/post/new/", {"title": "First words", "tags": "harbour"})
    page = owner.get("/admin/post/").text
    assert "First words" in page
    address = re.search(r"/admin/post/edit/\?id=\d+", page)
    assert address
    owner.submit(address[0], {"title": "Other words", "tags": "harbour, river"})
    page = owner.get("/admin/post/").text
    assert "First words" not in page
    assert "Other words" in page
    assert "river" in page
