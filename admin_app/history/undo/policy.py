"""Who may take what back: each folder answers for its own rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from admin_app.errors import NotAllowed

# Answers whether this person may change these rows, given as (id, verb) pairs.
Check = Callable[[Any, Sequence[tuple[int, str]]], bool]
# Looks at these rows as this person's undo has left them, given as (id, verb that was undone);
# raises a `Refusal` where they can't stay so.
AfterCheck = Callable[[Any, Sequence[tuple[int, str]]], None]

_policies: dict[str, Check] = {}
_defaults: dict[str, Check] = {}
_after: dict[str, AfterCheck] = {}


def undo_policy(entity: str) -> Callable[[Check], Check]:
    """Register who may undo changes to the rows of this table."""

    def register(check: Check) -> Check:
        _policies[entity] = check
        return check

    return register


def undo_default(entity: str, check: Check) -> None:
    """Who may undo changes to the rows of this table, as long as no policy of its own says so."""
    _defaults[entity] = check


def may_undo(person: Any, entity: str, rows: Sequence[tuple[int, str]]) -> bool:
    """Whether this person may take back changes to these rows; no, where no policy says so."""
    check = _policies.get(entity) or _defaults.get(entity)
    return check is not None and check(person, rows)


def require_undo(person: Any, touched: dict[str, list[tuple[int, str]]]) -> None:
    """Raise `NotAllowed` unless the person may change every row that the changeset changed."""
    for entity, rows in touched.items():
        if not may_undo(person, entity, rows):
            raise NotAllowed("You can't undo this: some of what it changed is not yours to change.")


def undo_check(entity: str) -> Callable[[AfterCheck], AfterCheck]:
    """Register what must hold of the rows of this table after an undo, beyond what columns say.

    A tree that is no circle, a file that is still there, a state that the person may give: single
    edits were fine when they were made, and one taken back alone, or by another, may not be.
    """

    def register(check: AfterCheck) -> AfterCheck:
        _after[entity] = check
        return check

    return register


def check_after(person: Any, touched: dict[str, list[tuple[int, str]]]) -> None:
    """Raise a `Refusal` where this person's undo would leave rows as they can't be."""
    for entity, rows in touched.items():
        if entity in _after:
            _after[entity](person, rows)
