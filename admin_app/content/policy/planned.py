"""Who may take back what was done to a planned change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from admin_app.columns import now
from admin_app.content.models import ChangeState, PlannedChange, Post
from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.history.queries import when_deleted
from admin_app.history.undo import undo_check, undo_policy
from admin_app.ids import among
from admin_app.people.permissions import Permission


@undo_policy("planned_change")
def _may_undo(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    """Editors anything; an author what is planned for their own posts."""
    if person.may(Permission.UNDO_ANY) and person.may(Permission.PAGE_EDIT):
        return True
    if not person.may(Permission.POST_PUBLISH_OWN):
        return False
    ids = {row_id for row_id, _ in rows}
    own = (
        select(PlannedChange.id)
        .join(Post, Post.id == PlannedChange.post_id)
        .where(among(PlannedChange.id, ids), Post.author_id == person.id)
    )
    there = set(db.session.scalars(own.order_by(PlannedChange.id)))
    gone = when_deleted("planned_change", ids - there)
    return ids == there | gone.keys() and all(
        before.get("author_id") == person.id for before in gone.values()
    )


@undo_check("planned_change")
def _refuse_what_has_passed(person: Any, rows: Sequence[tuple[int, str]]) -> None:
    """What waits again for a moment that has passed would be made at once, by surprise."""
    ids = {row_id for row_id, verb in rows if verb == "edit"}
    late = select(PlannedChange.title).where(
        among(PlannedChange.id, ids),
        PlannedChange.state == ChangeState.WAITING,
        PlannedChange.goes_live_at <= now(),
    )
    title = db.session.scalar(late.order_by(PlannedChange.id).limit(1))
    if title is not None:
        raise Conflict(
            f"You can't undo this: the moment of the change to “{title}” has passed. Plan it anew."
        )
