"""Loading by executemany."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection

from admin_app.exchange.bulk.loader import Row

_REBUILD_SEARCH: Final = (
    "INSERT INTO post_fts (post_fts) VALUES ('rebuild')",
    "INSERT INTO comment_fts (comment_fts) VALUES ('rebuild')",
)
# Taken twice while an index is sorted.
_CACHE_KIB: Final = 40 * 1024


class SQLite:
    """See Loader."""

    def __init__(self, connection: Connection) -> None:
        raw: Any = connection.connection.driver_connection
        self._connection: sqlite3.Connection = raw

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        # Table and columns are named by our own code.
        statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608
        self._connection.executemany(statement, rows)

    def moment(self, value: datetime) -> str:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")

    @contextmanager
    def indexes_aside(self) -> Iterator[None]:
        # Sorting for the indexes goes to files: in memory it would take what a small machine has.
        pragmas = {"cache_size": -_CACHE_KIB, "temp_store": 1}
        before = {name: self._pragma(name) for name in pragmas}
        for name, value in pragmas.items():
            self._connection.execute(f"PRAGMA {name} = {value}")
        try:
            aside = self._connection.execute(_ASIDE).fetchall()
            for kind, name, _ in aside:
                self._connection.execute(f'DROP {kind} "{name}"')
            yield
            for rebuild in _REBUILD_SEARCH:
                self._connection.execute(rebuild)
            for _, _, definition in aside:
                self._connection.execute(definition)
        finally:
            for name, value in before.items():
                self._connection.execute(f"PRAGMA {name} = {value}")

    def _pragma(self, name: str) -> int:
        [value] = self._connection.execute(f"PRAGMA {name}").fetchone()
        return int(value)

    def measure(self) -> None:
        self._connection.execute("ANALYZE")


# Secondary indexes of what is loaded, and the triggers that fill the search index row by row.
# Counts are kept by triggers even here: they find their row by its key.
_ASIDE: Final = """
SELECT type, name, sql FROM sqlite_master
WHERE sql IS NOT NULL AND (
    (type = 'index' AND tbl_name IN ('post', 'post_tag', 'comment') AND sql NOT LIKE '%UNIQUE%')
    OR (type = 'trigger' AND name IN ('post_fts_insert', 'comment_fts_insert'))
)
ORDER BY type, name
"""
