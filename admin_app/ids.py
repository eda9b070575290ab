"""Many rows named by their ids, in one statement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, bindparam, column, func, literal, select

from admin_app.extensions import db


def among(of: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """`of IN (ids)` as one parameter, so that a million ids are as few statements as one."""
    listed = sorted(set(ids))
    if db.engine.dialect.name == "postgresql":
        found: ColumnElement[bool] = of == func.any(
            bindparam(None, listed, type_=ARRAY(BigInteger), unique=True)
        )
        return found
    each = func.json_each(literal(json.dumps(listed))).table_valued(column("value"))
    within: ColumnElement[bool] = of.in_(select(each.c.value))
    return within


def chunks(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    """The items, `size` at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))
