"""What can be done to many posts or pages at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ScalarResult, select

from admin_app.columns import now
from admin_app.content.actions.texts.ready import refuse_unready_among
from admin_app.content.actions.texts.state import NOT_RETURNED
from admin_app.content.models import Page, Post, Status
from admin_app.content.policy.texts import (
    PUBLIC,
    may_edit,
    may_publish,
    may_reassign,
    publishes,
)
from admin_app.content.queries.media import untold_on_way_out
from admin_app.errors import NotAllowed, Refusal
from admin_app.extensions import db
from admin_app.history.bulk import change_rows
from admin_app.history.removal import remove
from admin_app.ids import among

NOT_RESTORED = "Nothing was restored."


def trash(person: Any, model: type[Post | Page], ids: Sequence[int]) -> list[int]:
    """Move these to the trash; the ids that moved. Raises `NotAllowed`, and then none moves."""
    _require_edit(person, model, ids)

    def decide(row: Any) -> dict[str, Any] | None:
        if row.status == Status.TRASH:
            return None
        return {"status": Status.TRASH.value, "status_before_trash": row.status}

    return change_rows(model, ids, decide, ("status", "status_before_trash"))


def restore(person: Any, model: type[Post | Page], ids: Sequence[int]) -> list[int]:
    """Bring these back from the trash to the state that they had; the ids that came back.

    For who may not publish, what readers could see before comes back as a draft. Raises `Refusal`
    where a picture that comes back to readers has no description.
    """
    _require_edit(person, model, ids)
    to_readers = publishes(person, model)
    if to_readers:
        _refuse_unready_back(model, ids)

    def decide(row: Any) -> dict[str, Any] | None:
        if row.status != Status.TRASH:
            return None
        state = Status(row.status_before_trash or Status.DRAFT)
        allowed = state not in PUBLIC or to_readers
        return {
            "status": (state if allowed else Status.DRAFT).value,
            "status_before_trash": None,
        }

    return change_rows(model, ids, decide, ("status", "status_before_trash"))


def _refuse_unready_back(model: type[Post | Page], ids: Sequence[int]) -> None:
    back = db.session.scalars(
        select(model.id)
        .where(among(model.id, ids), model.status == Status.TRASH)
        .where(model.status_before_trash.in_(PUBLIC))
        .order_by(model.id)
    ).all()
    if not back:
        return
    refuse_unready_among(model, back, NOT_RESTORED)
    if model is Post:
        _refuse_untold_pictures(back, trashed=True)


def set_state(
    person: Any, model: type[Post | Page], ids: Sequence[int], state: Status
) -> list[int]:
    """Publish these now, or make drafts of them; the ids that changed."""
    _require_edit(person, model, ids, publish=state in PUBLIC)
    if state in PUBLIC and model is Post:
        _refuse_untold_pictures(ids)
    if state in PUBLIC:
        refuse_unready_among(model, ids)
    moment = now()

    def decide(row: Any) -> dict[str, Any] | None:
        if row.status == Status.TRASH or row.status == state:
            return None
        if state != Status.PUBLISHED:
            return {"status": state.value}
        due = row.published_at is not None and row.published_at <= moment
        answered = NOT_RETURNED if row.returned_at is not None else {}
        return {
            "status": state.value,
            "published_at": row.published_at if due else moment,
            **answered,
        }

    return change_rows(model, ids, decide, ("status", "published_at", *NOT_RETURNED))


def _refuse_untold_pictures(ids: Sequence[int], *, trashed: bool = False) -> None:
    nothing = NOT_RESTORED if trashed else "Nothing was published."
    for untold in untold_on_way_out(ids, trashed=trashed).values():
        raise Refusal(
            f"The picture of “{untold.title}”, “{untold.picture}”, has no description. Describe it "
            f"under Media, or mark it there as decorative. {nothing}",
            status=409,
        )


def delete(person: Any, model: type[Post | Page], ids: Sequence[int]) -> list[int]:
    """Delete these for good, with their comments; the ids that went. Only from the trash."""
    _require_edit(person, model, ids)
    kept = db.session.scalar(
        select(model.title)
        .where(among(model.id, ids), model.status != Status.TRASH)
        .order_by(model.id)
        .limit(1)
    )
    if kept is not None:
        raise Refusal(f"Move “{kept}” to the trash first.", status=409)
    return remove(model, ids)


def _require_edit(
    person: Any, model: type[Post | Page], ids: Sequence[int], *, publish: bool = False
) -> None:
    if may_reassign(person, model):
        return
    texts: ScalarResult[Post | Page] = db.session.scalars(
        select(model).where(among(model.id, ids)).order_by(model.id).with_for_update()
    )
    for text in texts:
        if not may_edit(person, text) or (publish and not may_publish(person, text)):
            raise NotAllowed(f"“{text.title}” is not yours to change. Nothing was changed.")
