"""Many rows named by their ids, in one statement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    ColumnElement,
    String,
    bindparam,
    column,
    func,
    select,
)

from admin_app.extensions import db


def among(of: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """`of IN (ids)` as one parameter, so that a million ids are as few statements as one."""
    return _among(of, bindparam(None, as_parameter(ids), unique=True, type_=_parameter_type()))


def among_named(of: Any, parameter: str) -> ColumnElement[bool]:
    """The same in a statement that is built once; this parameter is given `as_parameter(ids)`."""
    return _among(of, bindparam(parameter, type_=_parameter_type()))


def as_parameter(ids: Iterable[int]) -> list[int] | str:
    """The ids, each once and in order, as the database at hand takes them in one parameter."""
    listed = sorted(set(ids))
    return listed if _has_arrays() else json.dumps(listed)


def _among(of: Any, ids: BindParameter[Any]) -> ColumnElement[bool]:
    if _has_arrays():
        found: ColumnElement[bool] = of == func.any(ids)
        return found
    each = func.json_each(ids).table_valued(column("value"))
    within: ColumnElement[bool] = of.in_(select(each.c.value))
    return within


def _parameter_type() -> Any:
    return ARRAY(BigInteger) if _has_arrays() else String()


def _has_arrays() -> bool:
    return db.engine.dialect.name == "postgresql"


def chunks(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    """The items, `size` at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))
