"""What the whole database holds, to compare before and after."""

from __future__ import annotations

from sqlalchemy import Engine, MetaData, select

Contents = dict[str, list[str]]


def contents(engine: Engine, metadata: MetaData) -> Contents:
    """Every row of every table, as text, by the table's name."""
    with engine.connect() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


def sizes(held: Contents) -> dict[str, int]:
    """How many rows each table holds."""
    return {name: len(rows) for name, rows in held.items()}
