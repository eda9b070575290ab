"""SQLite: a lock that somebody else holds, and a disk that is full."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from admin_app.content.models import Post
from admin_app.extensions import db
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.databases import Database

HERE = {"Origin": "http://localhost"}
BODY = "<p>" + "An hour’s work. " * 3_000 + "</p>"
TYPED = {"title": "High tide", "body": BODY, "tags": "sea"}
NEW = "/admin/post/new/"


@contextmanager
def each_time(app: Flask, name: str, do: Callable[..., Any]) -> Iterator[None]:
    """Do this at each event of this name."""
    with app.app_context():
        engine = db.engine
    event.listen(engine, name, do)
    try:
        yield
    finally:
        event.remove(engine, name, do)


@contextmanager
def pragma(app: Flask, wanted: str, usual: str) -> Iterator[None]:
    """Every connection has this setting for the while."""

    def hand_out(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA {wanted}")

    def give_back(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA {usual}")

    with each_time(app, "checkout", hand_out), each_time(app, "checkin", give_back):
        yield


def titles(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Post.title).order_by(Post.id)))


def kept(client: Client, answer: Any) -> None:
    """The page has every word, and sends them again."""
    assert "Send again" in answer.text
    assert BODY.replace("<", "&lt;").replace(">", "&gt;") in answer.text
    again = client.send(answer_page(answer), headers=HERE)
    assert again.status_code == 303


def answer_page(answer: Any) -> Any:
    """A page of an error, as one that a form can be sent from."""
    answer.status_code = 200
    return answer


def test_a_lock_that_is_held_for_long_is_waited_for_once_and_then_told(
    app: Flask, people: dict[str, int], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = sign_in(app, "author")
    page = author.get(NEW)
    monkeypatch.setattr("admin_app.unit_of_work.retry.PATIENCE", 0.2)
    tried_again: list[float] = []
    monkeypatch.setattr("admin_app.unit_of_work.retry.time.sleep", tried_again.append)
    path = database.url.removeprefix("sqlite:///")
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        pragma(app, "busy_timeout = 400", "busy_timeout = 20000"),
    ):
        other.execute("BEGIN IMMEDIATE")
        assert author.get("/admin/post/").status_code == 200  # reading goes on
        answer = author.send(page, TYPED, headers=HERE)
        assert not tried_again
        other.execute("ROLLBACK")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "Something has been writing to the database for longer than we can wait" in answer.text
    assert titles(app) == []
    kept(author, answer)
    assert titles(app) == ["High tide"]


def test_a_lock_that_is_held_for_a_moment_is_waited_for(
    app: Flask, people: dict[str, int], database: Database
) -> None:
    author = sign_in(app, "author")
    page = author.get(NEW)
    path = database.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        def let_go(*_: object) -> None:
            if other.in_transaction:
                other.execute("ROLLBACK")

        # Without a wait of its own, the first try fails at once; the next one finds it free.
        with pragma(app, "busy_timeout = 0", "busy_timeout = 20000"):
            with each_time(app, "rollback", let_go):
                assert author.send(page, TYPED, headers=HERE).status_code == 303
    assert titles(app) == ["High tide"]


def test_a_full_disk_is_told_and_keeps_the_words(app: Flask, people: dict[str, int]) -> None:
    author = sign_in(app, "author")
    page = author.get(NEW)
    with app.app_context():
        pages = db.session.connection().exec_driver_sql("PRAGMA page_count").scalar()
    with pragma(app, f"max_page_count = {pages}", "max_page_count = 1000000000"):
        answer = author.send(page, TYPED, headers=HERE)
        assert author.get("/admin/post/").status_code == 200
    assert answer.status_code == 507
    assert "no room left on this site&#39;s disk" in answer.text
    assert titles(app) == []
    kept(author, answer)
    assert titles(app) == ["High tide"]
