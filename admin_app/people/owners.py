"""Somebody is left who can manage the site, whatever a save has done to people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from admin_app.errors import Conflict
from admin_app.people.models import User
from admin_app.people.permissions import Role
from admin_app.people.queries import locked_owners
from admin_app.unit_of_work import Unit, before_commit


class LastOwner(Conflict):
    """The site would have nobody left who can manage it."""

    def __init__(self) -> None:
        super().__init__(
            "This is the last owner who can sign in. Make someone else an owner first.", "role"
        )


@before_commit
def keep_an_owner(_session: Session, unit: Unit) -> None:
    """Raise `LastOwner` where this save takes the role from, or closes or deletes, the last one.

    Asked of every save, the undoing of one too, and of what history has noted of it: no path
    around it can be forgotten. Two who demote each other wait for one another's rows.
    """
    if any(_costs_an_owner(before) for before in _before(unit)) and not locked_owners():
        raise LastOwner


def _before(unit: Unit) -> Iterator[dict[str, Any]]:
    for seen in unit.facts.get("seen", {}).values():
        if isinstance(seen.row, User):
            yield seen.before
    for row in unit.facts.get("rows", []):
        if row["entity"] == User.__tablename__:
            yield row["before"] or {}


def _costs_an_owner(before: dict[str, Any]) -> bool:
    return before.get("role") == Role.OWNER or before.get("active") is True
