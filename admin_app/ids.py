"""Many rows named by their ids, or told by their values, in one statement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    String,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from admin_app.extensions import db


def among(of: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """`of IN (ids)` as one parameter, so that a million ids are as few statements as one."""
    given = given_ids(ids)
    if isinstance(given, str):
        return of.in_(_each(literal(given)))  # type: ignore[no-any-return]
    found: ColumnElement[bool] = of == func.any(
        bindparam(None, given, type_=ARRAY(BigInteger), unique=True)
    )
    return found


def among_given(of: Any, name: str) -> ColumnElement[bool]:
    """`of IN (…)` for a statement that is kept: its ids come with `{name: given_ids(ids)}`.

    Where `of` is a text, texts come in their place.
    """
    if db.engine.dialect.name == "postgresql":
        kind = String() if isinstance(of.type, String) else BigInteger()
        found: ColumnElement[bool] = of == func.any(bindparam(name, type_=ARRAY(kind)))
        return found
    return of.in_(_each(bindparam(name)))  # type: ignore[no-any-return]


def _each(listed: ColumnElement[Any]) -> Select[Any]:
    """The values of a JSON list, on SQLite."""
    return select(func.json_each(listed).table_valued(column("value")).c.value)


def given_ids(ids: Iterable[int] | Iterable[str]) -> list[int] | list[str] | str:
    """What `among_given` takes for these."""
    listed: Any = sorted(set(ids))
    return listed if db.engine.dialect.name == "postgresql" else json.dumps(listed)


def listed_pairs(pairs: Iterable[tuple[int, int]]) -> FromClause:
    """These pairs of ids as a table with the columns `one` and `other`."""
    return listed_rows({"one": BigInteger(), "other": BigInteger()}, pairs)


def listed_rows(
    columns: Mapping[str, TypeEngine[Any]], rows: Iterable[Sequence[Any]]
) -> FromClause:
    """These rows as a table with such columns: one parameter, however many they are."""
    dialect = db.engine.dialect
    stored = [kind.dialect_impl(dialect).bind_processor(dialect) for kind in columns.values()]
    told = [
        [store(value) if store else value for store, value in zip(stored, row, strict=True)]
        for row in rows
    ]
    if dialect.name == "postgresql":
        named = json.dumps([dict(zip(columns, row, strict=True)) for row in told], default=_moment)
        listed: FromClause = (
            func.jsonb_to_recordset(cast(literal(named), JSONB))
            .table_valued(*(column(name, kind) for name, kind in columns.items()))
            .render_derived(with_types=True)
        )
        return listed
    each = func.json_each(literal(json.dumps(told))).table_valued(column("value"))
    places = (
        func.json_extract(each.c.value, f"$[{place}]", type_=kind).label(name)
        for place, (name, kind) in enumerate(columns.items())
    )
    return select(*places).subquery()


def _moment(value: datetime) -> str:
    return value.isoformat()


def chunks(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    """The items, `size` at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))
