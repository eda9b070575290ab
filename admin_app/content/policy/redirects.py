"""Who may say where an address leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from admin_app.content.models import Redirect
from admin_app.errors import Conflict, NotAllowed
from admin_app.extensions import db
from admin_app.history.undo import undo_check, undo_policy
from admin_app.ids import among
from admin_app.people.permissions import Permission


def require_redirecting(person: Any) -> None:
    """Raise `NotAllowed` unless the person may make and change redirects."""
    if not person.may(Permission.REDIRECT_EDIT):
        raise NotAllowed("Your role does not include changing redirects.")


@undo_policy("redirect")
def _may_undo(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    # A writer's own post leaves them as its address changes; what a writer may undo at all is
    # what they did themselves.
    writes = person.may(Permission.POST_EDIT_OWN)
    return bool(person.may(Permission.REDIRECT_EDIT) or writes)


@undo_check("redirect")
def _refuse_chains(_person: Any, rows: Sequence[tuple[int, str]]) -> None:
    """What came back must not lead to another redirect, nor another one to it."""
    ids = [row_id for row_id, _ in rows]
    other = aliased(Redirect)
    for one, two in ((Redirect, other), (other, Redirect)):
        chained = select(one.path).join(two, two.path == one.url).where(among(Redirect.id, ids))
        path = db.session.scalar(chained.order_by(one.path).limit(1))
        if path is not None:
            raise Conflict(
                f"This can't be undone: “{path}” would lead to an address that leads on. "
                "Change that redirect first."
            )
