"""SQLite: foreign keys, WAL, and BEGIN IMMEDIATE for writes."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, event

from admin_app.database import BUSY_SECONDS
from admin_app.unit_of_work.unit import patient, writing


def listen(engine: Engine) -> None:
    """Set up each new connection of this engine, and begin its transactions ourselves."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
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


def _on_begin(connection: Connection) -> None:
    if writing.get() and not patient.get():
        _begin_or_fail(connection)
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")


def _begin_or_fail(connection: Connection) -> None:
    """Begin to write now, or not at all: others' saves are not to wait behind this one."""
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
