"""How the engine is set up, for each of the two databases."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

BUSY_SECONDS = 20
"""How long SQLite waits for another writer."""
READ_ONLY = "-c default_transaction_read_only=on"
"""PostgreSQL's own bar for a statement in no transaction: what writes begins one that may."""
SQLITE_SCHEMES = ("sqlite:", "sqlite+")


def database_url(url: str) -> str:
    """The URL with the driver named: people write postgresql:// or postgres://."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def engine_options(url: str) -> dict[str, Any]:
    """Engine options for this URL: pool and waiting times."""
    if url.startswith(SQLITE_SCHEMES):
        return {"connect_args": {"timeout": BUSY_SECONDS}}
    return {
        "pool_size": 5,
        "max_overflow": 5,
        "pool_recycle": 1800,
        "connect_args": {
            "connect_timeout": 5,
            "application_name": "copydesk",
            # As long as SQLite waits, above: a writer that is stuck holds nobody up for ever. What
            # may read much but seldom does looks worth compiling, which takes longer than to run.
            "options": f"-c lock_timeout=20s -c jit=off {READ_ONLY}",
        },
    }


def is_locked(error: DBAPIError) -> bool:
    """Whether this says that somebody else held a lock for longer than one waits for it."""
    if getattr(error.orig, "sqlstate", None) == "55P03":
        return True
    said = str(error.orig)
    return "database is locked" in said or "database table is locked" in said


def lacks_room(error: DBAPIError) -> bool:
    """Whether this says that the database's disk is full."""
    return getattr(error.orig, "sqlstate", None) == "53100" or "database or disk is full" in str(
        error.orig
    )


def hold(connection: Connection, name: str) -> None:
    """Have what is done under this name happen one after the other, until the commit.

    On SQLite all writers do so anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(lock_key(name))))


def begin_writing(connection: Connection) -> None:
    """Have a connection that has read without a transaction be in one from its next statement."""
    if connection.dialect.name == "postgresql":
        from admin_app.database.postgresql import stand_alone

        stand_alone(connection.connection.driver_connection, stands=False)


def lock_key(name: str) -> int:
    """What PostgreSQL's advisory locks know this name by."""
    return int.from_bytes(sha256(name.encode("utf-8", "replace")).digest()[:8], signed=True)


def prepare_engine(engine: Engine) -> None:
    """Listen on this engine for what each of the databases needs."""
    if engine.dialect.name == "sqlite":
        from admin_app.database import sqlite

        sqlite.listen(engine)
    else:
        from admin_app.database import postgresql

        postgresql.listen(engine)
