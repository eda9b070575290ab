"""Column types that both databases read the same way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

# SQLite gives row ids of its own only to a column that says INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")
# Ordered by bytes on both, so that all slugs with one beginning are one stretch of the index.
Slug = String(90).with_variant(String(90, collation="C"), "postgresql")
# A path of this site, with room for other scripts in an entry of an index (2,704 bytes).
Address = String(400).with_variant(String(400, collation="C"), "postgresql")
# What a name is found by: the same order of bytes serves “begins with”.
NameKey = String(200).with_variant(String(200, collation="C"), "postgresql")
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


# Moments outside of these would be before the first or after the last day of the calendar in some
# time zone, and could not be shown there.
EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, tzinfo=UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; stored with its zone on PostgreSQL, as UTC without one on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)
