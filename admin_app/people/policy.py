"""Who may do what to whom."""

from __future__ import annotations

from collections.abc import Sequence

from admin_app.errors import NotAllowed
from admin_app.history.undo.policy import undo_policy
from admin_app.people.models import User
from admin_app.people.permissions import Permission


def require_managing(person: User) -> None:
    """Raise `NotAllowed` unless this person manages people."""
    if not person.may(Permission.USER_MANAGE):
        raise NotAllowed("Only an owner manages people.")


def may_edit_profile(person: User, whose: User) -> bool:
    """Whether this person may change name and time zone there: their own, or anyone's as owner."""
    return person.id == whose.id or person.may(Permission.USER_MANAGE)


@undo_policy(User.__tablename__)
def may_undo(person: User, _rows: Sequence[tuple[int, str]]) -> bool:
    """Changes to people, their roles above all, are taken back by who may make them."""
    return person.may(Permission.USER_MANAGE)
