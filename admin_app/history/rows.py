"""Rows as history keeps them: plain values that go into JSON and come back the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    Column,
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
    return cast(Table, mapper_of(model).local_table)


def noun_of(table: Table) -> str:
    """What people call a row of this table."""
    model = recorded_models().get(table.name)
    return model.noun() if model else table.name


@kept
def recorded_columns(model: type[Recorded]) -> tuple[str, ...]:
    """The columns whose values are kept, by name, without id and version."""
    left_out = model.__unrecorded__ | {"id", "version"}
    return tuple(
        attribute.key
        for attribute in mapper_of(model).column_attrs
        if attribute.key not in left_out
    )


@dataclass(frozen=True)
class Link:
    """A link table as the rows of one model see it.

    `own` is the column that names the model's row and `other` the one that names what it is linked
    to, a row of `target`. `mapped` says whether the model itself has the links, as a post has its
    tags; a tag, which knows nothing of posts, stands in them all the same.
    """

    table: Table
    own: Column[Any]
    other: Column[Any]
    target: Table
    mapped: bool


@kept
def links(model: type[Recorded]) -> dict[str, RelationshipProperty[Any]]:
    """The many-to-many relationships of a model, by name."""
    return {
        relationship.key: relationship
        for relationship in mapper_of(model).relationships
        if relationship.secondary is not None and not relationship.viewonly
    }


def link_tables(model: type[Recorded]) -> dict[str, Link]:
    """Every link table that a row of this model stands in, however it is mapped.

    By the name that history uses: the relationship's, where the model has one, else the table's.
    """
    mapped = {relationship.secondary: name for name, relationship in links(model).items()}
    found = {}
    for table in _secondary_tables():
        sides = {key.column.table: key.parent for key in table.foreign_keys}
        own = sides.pop(table_of(model), None)
        if own is not None and sides:
            target, other = next(iter(sides.items()))
            name = mapped.get(table, table.name)
            found[name] = Link(table, own, other, target, table in mapped)
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


def rebuilt(model: type[Recorded], values: Values) -> Values:
    """The same, and with them what the model itself derives: of a name, the key it is found by."""
    columns = table_of(model).c
    made = vars(model(**restored(model, values)))
    return {name: value for name, value in made.items() if name in columns}


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
