"""Loading by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg import sql
from sqlalchemy import Connection

from admin_app.exchange.bulk.loader import Row

# Tables whose secondary indexes are built after a large load, not along with it.
_LOADED: Final = ("post", "post_tag", "post_search", "comment", "comment_search")
# Triggers that would update a parent row for each portion again; the counts are set once instead.
_COUNTERS: Final = (
    ("comment", "comment_comment_count_insert"),
    ("post_tag", "post_tag_count_insert"),
)
_COUNTS: Final = """
INSERT INTO post_comment_count (text_id, n)
SELECT post_id, count(*) FROM comment WHERE status = 'approved' AND post_id IS NOT NULL
GROUP BY post_id ON CONFLICT (text_id) DO UPDATE SET n = excluded.n;
UPDATE tag SET post_count = counted.n FROM (
    SELECT tag_id, count(*) AS n FROM post_tag GROUP BY tag_id
) AS counted WHERE tag.id = counted.tag_id AND tag.post_count <> counted.n;
"""
_MEMORY: Final = "192MB"


class PostgreSQL:
    """See Loader."""

    def __init__(self, connection: Connection) -> None:
        raw: Any = connection.connection.driver_connection
        self._connection: psycopg.Connection[Any] = raw

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def moment(self, value: datetime) -> datetime:
        return value

    @contextmanager
    def indexes_aside(self) -> Iterator[None]:
        self._run(sql.SQL("SET LOCAL maintenance_work_mem = {}").format(_MEMORY))
        indexes = self._connection.execute(_SECONDARY_INDEXES, [list(_LOADED)]).fetchall()
        for name, _ in indexes:
            self._run(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        for table, trigger in _COUNTERS:
            self._alter(table, "DISABLE", trigger)
        yield
        for table, trigger in _COUNTERS:
            self._alter(table, "ENABLE", trigger)
        self._run(sql.SQL(_COUNTS))
        for _, definition in indexes:
            self._run(sql.SQL(definition))

    def measure(self) -> None:
        self._run(sql.SQL('ANALYZE "user", tag, tally, {}').format(_listed(_LOADED)))

    def _alter(self, table: str, verb: str, trigger: str) -> None:
        self._run(
            sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(
                sql.Identifier(table), sql.SQL(verb), sql.Identifier(trigger)
            )
        )

    def _run(self, statement: sql.SQL | sql.Composed) -> None:
        self._connection.execute(statement)


def _listed(tables: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, tables))


_SECONDARY_INDEXES: Final = """
SELECT index.relname, pg_get_indexdef(index.oid)
FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid
JOIN pg_class AS loaded ON loaded.oid = indrelid
JOIN pg_namespace ON pg_namespace.oid = loaded.relnamespace
WHERE nspname = current_schema() AND loaded.relname = ANY(%s) AND NOT indisunique
ORDER BY index.relname
"""
