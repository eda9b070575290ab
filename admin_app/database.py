"""How the engine is set up, for each of the two databases."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, event

from admin_app.unit_of_work.unit import writing

SQLITE_SCHEMES = ("sqlite:", "sqlite+")


def database_url(url: str) -> str:
    """The URL with the driver named: people write postgresql:// or postgres://."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def engine_options(url: str) -> dict[str, Any]:
    """Engine options for this URL: pool, waiting times and prepared statements."""
    if url.startswith(SQLITE_SCHEMES):
        return {"connect_args": {"timeout": 20}}
    return {
        "pool_size": 5,
        "max_overflow": 5,
        # 0.1 ms for each request. After a restart of the database every kept connection is dead,
        # and without it each one would cost somebody a save.
        "pool_pre_ping": True,
        "pool_recycle": 1800,
        "connect_args": {"connect_timeout": 5, "application_name": "copydesk"},
    }


def prepare_engine(engine: Engine) -> None:
    """Listen on this engine; on SQLite: foreign keys, WAL, and BEGIN IMMEDIATE for writes."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)


def _on_sqlite_connect(connection: sqlite3.Connection, _record: Any) -> None:
    # We say BEGIN ourselves: the driver would only do so before a write, too late to be IMMEDIATE.
    connection.isolation_level = None
    for pragma in (
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = FULL",
        "cache_size = -16000",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")
