"""Rows as history keeps them: plain values that go into JSON and come back the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Table,
    inspect,
    types,
)
from sqlalchemy.orm import Mapper, RelationshipProperty

from admin_app.columns import UtcDateTime
from admin_app.extensions import Base
from admin_app.history.models import Recorded

Values = dict[str, Any]
Given = ParamSpec("Given")
Found = TypeVar("Found")


def kept(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """`functools.cache`, whose own type mistakes a model for one of its rows."""
    return cast("Callable[Given, Found]", cache(function))


def recorded_models() -> dict[str, type[Recorded]]:
    """The models that history keeps, by the name of their table."""
    return {
        table_of(mapper.class_).name: mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Recorded)
    }


def mapper_of(model: type[Recorded]) -> Mapper[Any]:
    """The mapper of a recorded model."""
    mapper: Mapper[Any] = inspect(model)
    return mapper


def table_of(model: type[Recorded]) -> Table:
    """The table of a recorded model."""
    table: Table = mapper_of(model).local_table  # type: ignore[assignment]
    return table


@kept
def recorded_columns(model: type[Recorded]) -> tuple[str, ...]:
    """The columns whose values are kept, by name, without id and version."""
    left_out = model.__unrecorded__ | {"id", "version"}
    return tuple(
        attribute.key
        for attribute in mapper_of(model).column_attrs
        if attribute.key not in left_out
    )


@kept
def links(model: type[Recorded]) -> dict[str, RelationshipProperty[Any]]:
    """The many-to-many relationships of a model, by name."""
    return {
        relationship.key: relationship
        for relationship in mapper_of(model).relationships
        if relationship.secondary is not None and not relationship.viewonly
    }


def link_tables(model: type[Recorded]) -> dict[str, tuple[Table, str, str]]:
    """Every link table that a row of this model stands in, however it is mapped.

    By the name that history uses: the relationship's, where the model has one, else the table's.
    Gives the table, its column for this model, and its column for the other side.
    """
    named = {rel.secondary.name: key for key, rel in links(model).items()}  # type: ignore[union-attr]
    found = {}
    for table in _secondary_tables():
        sides = {fk.column.table.name: fk.parent.name for fk in table.foreign_keys}
        own = sides.get(table_of(model).name)
        other = next((name for name in sides.values() if name != own), None)
        if own and other:
            found[named.get(table.name, table.name)] = (table, own, other)
    return found


@cache
def _secondary_tables() -> tuple[Table, ...]:
    return tuple(
        {
            relationship.secondary: None
            for mapper in Base.registry.mappers
            for relationship in mapper.relationships
            if isinstance(relationship.secondary, Table)
        }
    )


def plain(value: Any) -> Any:
    """A column's value as JSON holds it."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        # As typed and as stored it is one value, whatever zeros stand at its end.
        return format(value.normalize(), "f")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return value.hex()
    return value


def restored(model: type[Recorded], values: Values) -> Values:
    """Values out of JSON as the model's columns take them; names it no longer has are left out."""
    columns = table_of(model).c
    return {name: _read(columns[name], value) for name, value in values.items() if name in columns}


def _read(of: ColumnElement[Any], value: Any) -> Any:
    kind = of.type
    if isinstance(kind, types.Interval) and value is not None:
        return timedelta(seconds=value)
    if not isinstance(value, str):
        return value
    if isinstance(kind, types.Enum) and kind.enum_class:
        return kind.enum_class(value)
    return next((read(value) for one, read in READ if isinstance(kind, one)), value)


# What JSON holds as text, read by the type of its column.
READ: tuple[tuple[Any, Callable[[str], Any]], ...] = (
    (UtcDateTime | types.DateTime, datetime.fromisoformat),
    (types.Date, date.fromisoformat),
    (types.Time, time.fromisoformat),
    (types.Numeric, Decimal),
    (types.LargeBinary, bytes.fromhex),
    (types.Uuid, UUID),
)
