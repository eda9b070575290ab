"""Connections to PostgreSQL: what they keep prepared, and how their death is noticed."""

from __future__ import annotations

import psycopg
import pytest
from flask import Flask
from psycopg.pq import TransactionStatus
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import InternalError, OperationalError, ProgrammingError

from admin_app.content.models import Setting
from admin_app.exchange.queries.exports import hold_still
from admin_app.extensions import db
from admin_app.history.models import Change
from admin_app.unit_of_work import one_commit, reading_alone
from tests.support.cast import sign_in

TITLE = select(Setting.site_title)
OFTEN = 7  # psycopg prepares what it ran five times


@pytest.fixture(autouse=True)
def afresh(app: Flask) -> None:
    """A connection of this test's own: one is kept from test to test, with what it has prepared."""
    with app.app_context():
        db.engine.dispose()


def read_often() -> None:
    for _ in range(OFTEN):
        with db.engine.connect() as connection:
            connection.execute(TITLE)


def prepared() -> int:
    with db.engine.connect() as connection:
        return connection.scalar(
            text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%site_title%'")
        )


def test_what_only_reads_stays_prepared(app: Flask) -> None:
    with app.app_context():
        read_often()
        assert prepared() == 1


def test_a_failure_leaves_a_connection_that_works(app: Flask) -> None:
    with app.app_context():
        read_often()
        with db.engine.connect() as connection, pytest.raises(ProgrammingError):
            connection.execute(text("SELECT nothing FROM nowhere"))
        read_often()
        assert prepared() == 1


def test_no_statement_is_compiled(app: Flask) -> None:
    """That takes longer than what a search asks for, and the plans of a search look expensive."""
    with app.app_context(), db.engine.connect() as connection:
        assert connection.scalar(text("SHOW jit")) == "off"


def test_a_writer_that_is_stuck_is_not_waited_for_for_ever(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert connection.scalar(text("SHOW lock_timeout")) == "20s"


def test_a_connection_that_died_is_not_used_again(app: Flask) -> None:
    with app.app_context():
        with db.engine.connect() as connection:
            first = connection.scalar(text("SELECT pg_backend_pid()"))
        with psycopg.connect(_url(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
        with db.engine.connect() as connection:
            assert connection.scalar(text("SELECT pg_backend_pid()")) != first


def test_one_that_was_silent_for_long_is_asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    execute = psycopg.Connection.execute

    def told(self: psycopg.Connection, query: str, *rest: object, **more: object) -> object:
        asked.append(query)
        return execute(self, query, *rest, **more)

    monkeypatch.setattr(psycopg.Connection, "execute", told)
    with app.app_context():
        db.engine.connect().close()
        db.engine.connect().close()
        assert not asked
        monkeypatch.setattr("admin_app.database.postgresql.IDLE_SECONDS", -1)
        db.engine.connect().close()
        assert asked == [""]


class TestReadingAlone:
    """What a page reads is no transaction; what is saved is one, from its first statement on."""

    def test_a_page_is_in_none(self, app: Flask, people: dict[str, int]) -> None:
        seen = []

        def look(_connection: object, cursor: psycopg.Cursor, *_: object) -> None:
            seen.append(cursor.connection.info.transaction_status)

        editor = sign_in(app, "editor")
        with app.app_context():
            engine = db.engine
        event.listen(engine, "after_cursor_execute", look)
        try:
            assert editor.get("/admin/post/").status_code == 200
            assert set(seen) == {TransactionStatus.IDLE}
            seen.clear()
            assert editor.submit("/admin/post/new/", {"title": "High tide"}).status_code == 303
            first = seen.index(TransactionStatus.INTRANS)
            assert set(seen[first:]) == {TransactionStatus.INTRANS}
        finally:
            event.remove(engine, "after_cursor_execute", look)

    def test_a_save_that_fails_leaves_nothing(self, app: Flask) -> None:
        with app.app_context(), reading_alone():
            before = db.session.scalar(TITLE)
            assert _status() == TransactionStatus.IDLE
            with pytest.raises(ZeroDivisionError), one_commit("Named the site"):
                db.session.execute(update(Setting).values(site_title="Another"))
                assert _status() == TransactionStatus.INTRANS
                raise ZeroDivisionError
            assert db.session.scalar(TITLE) == before
            assert _status() == TransactionStatus.IDLE
            with one_commit("Named the site"):
                db.session.execute(update(Setting).values(site_title="Another"))
            assert db.session.scalar(TITLE) == "Another"

    def test_a_save_that_has_read_nothing_before_is_one_too(self, app: Flask) -> None:
        with app.app_context(), reading_alone():
            with pytest.raises(ZeroDivisionError), one_commit("Named the site"):
                db.session.execute(update(Setting).values(site_title="Another"))
                raise ZeroDivisionError
            assert db.session.scalar(TITLE) != "Another"

    def test_what_stands_alone_can_write_nothing(self, app: Flask) -> None:
        with app.app_context(), reading_alone():
            with pytest.raises(InternalError, match="read-only transaction"):
                db.session.connection().execute(update(Setting).values(site_title="Another"))
            db.session.rollback()
            assert db.session.scalar(TITLE) != "Another"

    def test_a_level_of_its_own_is_left_alone(self, app: Flask) -> None:
        with app.app_context(), db.engine.connect() as connection:
            by_itself = connection.execution_options(isolation_level="AUTOCOMMIT")
            by_itself.execute(TITLE)
            raw = by_itself.connection.driver_connection
            assert isinstance(raw, psycopg.Connection)
            assert raw.info.transaction_status == TransactionStatus.IDLE

    def test_what_holds_still_is_one_transaction(self, app: Flask) -> None:
        with app.app_context(), reading_alone():
            hold_still()
            before = db.session.scalar(TITLE)
            with psycopg.connect(_url(), autocommit=True) as other:
                other.execute("UPDATE setting SET site_title = 'Another'")
            assert db.session.scalar(TITLE) == before != "Another"
            db.session.rollback()
            assert db.session.scalar(TITLE) == "Another"
            db.session.remove()
            with one_commit("Named the site"):
                db.session.execute(update(Setting).values(site_title="A third"))
            assert db.session.scalar(TITLE) == "A third"

    def test_many_rows_can_be_read_bit_by_bit(self, app: Flask, small_site: object) -> None:
        with app.app_context(), reading_alone():
            everything = db.session.scalars(select(Change.id).order_by(Change.id)).all()
            assert _status() == TransactionStatus.IDLE
            streamed = select(Change.id).order_by(Change.id).execution_options(yield_per=2)
            assert list(db.session.scalars(streamed)) == everything
            assert len(everything) > 2


def _status() -> TransactionStatus:
    connection = db.session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    return TransactionStatus(connection.info.transaction_status)


def _url() -> str:
    return db.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (psycopg.errors.DiskFull, 507, "no room left on this site&#39;s disk"),
        (psycopg.errors.LockNotAvailable, 503, "writing to the database for longer"),
    ],
)
def test_a_full_disk_and_a_lock_that_is_held_are_told_and_keep_the_words(
    app: Flask,
    people: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
    error: type[psycopg.Error],
    status: int,
    told: str,
) -> None:
    def fail(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO post "):
            raise OperationalError(statement, {}, error("no"))

    monkeypatch.setattr("admin_app.unit_of_work.retry.PATIENCE", 0.0)
    author = sign_in(app, "author")
    page = author.get("/admin/post/new/")
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", fail)
    try:
        sent = {"title": "High tide", "excerpt": "My words"}
        answer = author.send(page, sent, headers={"Origin": "http://localhost"})
    finally:
        event.remove(engine, "before_cursor_execute", fail)
    assert answer.status_code == status
    assert told in answer.text
    assert "My words" in answer.text
    assert author.send(page, sent).status_code == 303
