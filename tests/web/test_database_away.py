"""While the database is away, and just after: a page in plain words, with what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from admin_app.extensions import db
from tests.support.cast import sign_in
from tests.support.databases import Database, PostgreSQL


@contextmanager
def away(app: Flask) -> Iterator[None]:
    """Every statement fails, as when the server is gone."""

    def fail(*_: object) -> None:
        raise OperationalError("SELECT secret", {}, ConnectionError("gone"))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", fail)


def test_who_is_signed_in_keeps_what_they_typed(app: Flask, people: dict[str, int]) -> None:
    author = sign_in(app, "author")
    page = author.get("/admin/post/new/")
    same_site = {"Origin": "http://localhost"}
    with away(app):
        assert author.get("/admin/post/").status_code == 503
        assert author.get("/").status_code == 503
        answer = author.send(page, {"title": "My words"}, headers=same_site)
        assert answer.status_code == 503
        assert "The database did not answer" in answer.text
        assert "My words" in answer.text
        assert "secret" not in answer.text
        assert "Send again" in answer.text
    assert author.send(page, {"title": "My words"}).status_code == 303


def test_connections_that_died_meanwhile_cost_nobody_a_request(
    app: Flask, people: dict[str, int], database: Database
) -> None:
    author = sign_in(app, "author")
    page = author.get("/admin/post/new/")
    assert page.status_code == 200
    end_connections(database)
    assert author.get("/admin/post/").status_code == 200
    end_connections(database)
    assert author.send(page, {"title": "My words"}).status_code == 303


def test_a_connection_whose_death_goes_unnoticed_costs_nobody_a_page(
    app: Flask, people: dict[str, int], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admin_app.database.postgresql._has_news", lambda _connection: False)
    author, visitor = sign_in(app, "author"), app.test_client()
    page = author.get("/admin/post/new/")
    for client, path in ((author, "/admin/post/"), (visitor, "/")):
        end_connections(database)
        assert client.get(path).status_code == 200
    end_connections(database)
    assert author.send(page, {"title": "My words"}).status_code == 303


def test_a_connection_that_dies_after_the_last_statement_costs_no_answer(
    app: Flask, people: dict[str, int]
) -> None:
    author = sign_in(app, "author")
    died = []

    def die(_connection: object) -> None:
        died.append(1)
        raise OperationalError("ROLLBACK", {}, ConnectionError("gone"))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "rollback", die)
    try:
        answer = author.get("/admin/post/")
    finally:
        event.remove(engine, "rollback", die)
    assert died
    assert answer.status_code == 200
    assert author.submit("/admin/post/new/", {"title": "Next"}).status_code == 303


def end_connections(database: Database) -> None:
    """What a restart of the server does to those that are kept; SQLite has no server."""
    if isinstance(database, PostgreSQL):
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name = 'copydesk'"
            )
