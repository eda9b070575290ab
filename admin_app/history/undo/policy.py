"""Who may take what back: each folder answers for its own rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from admin_app.errors import NotAllowed

# Answers whether this person may change these rows, given as (id, verb) pairs.
Check = Callable[[Any, Sequence[tuple[int, str]]], bool]

_policies: dict[str, Check] = {}


def undo_policy(entity: str) -> Callable[[Check], Check]:
    """Register who may undo changes to the rows of this table."""

    def register(check: Check) -> Check:
        _policies[entity] = check
        return check

    return register


def may_undo(person: Any, entity: str, rows: Sequence[tuple[int, str]]) -> bool:
    """Whether this person may take back changes to these rows; no, where no policy says so."""
    check = _policies.get(entity)
    return check is not None and check(person, rows)


def require_undo(person: Any, touched: dict[str, list[tuple[int, str]]]) -> None:
    """Raise `NotAllowed` unless the person may change every row that the changeset changed."""
    for entity, rows in touched.items():
        if not may_undo(person, entity, rows):
            raise NotAllowed("You can't undo this: some of what it changed is not yours to change.")
