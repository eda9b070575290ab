"""What the whole database holds, to compare before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

from sqlalchemy import Engine, MetaData

Contents = dict[str, list[str]]


def contents(engine: Engine, metadata: MetaData) -> Contents:
    """Every row of every table, as text, by the table's name."""
    held: Contents = {name: [] for name in metadata.tables}
    # Asked of the driver itself: it is compared after each statement that was made to fail.
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        rows = _all_at_once if engine.dialect.name == "postgresql" else _table_by_table
        for name, row in rows(cursor, held):
            held[name].append(row)
    return {name: sorted(rows) for name, rows in held.items()}


def _all_at_once(cursor: Any, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    each = (f"SELECT '{name}', held::text FROM \"{name}\" AS held" for name in names)
    cursor.execute(" UNION ALL ".join(each))
    yield from cursor


def _table_by_table(cursor: Any, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        cursor.execute(f'SELECT * FROM "{name}"')
        for row in cursor:
            yield name, repr(row)


def sizes(held: Contents) -> dict[str, int]:
    """How many rows each table holds."""
    return {name: len(rows) for name, rows in held.items()}
