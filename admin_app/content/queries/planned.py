"""Selects over planned changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal_column, or_, select, true
from sqlalchemy.orm import joinedload

from admin_app.content.models import OPEN, Page, PlannedChange, Post
from admin_app.content.policy.texts import visible_texts
from admin_app.content.queries.terms import load_terms
from admin_app.extensions import db
from admin_app.people.permissions import Permission

WAITING = PlannedChange.state == literal_column("'waiting'")
FAILED = PlannedChange.state == literal_column("'failed'")


def visible_changes(person: Any) -> ColumnElement[bool]:
    """The planned changes to texts that the person may know of."""
    if all(person.may(needed) for needed in (Permission.POST_EDIT_ANY, Permission.PAGE_EDIT)):
        return true()
    mine = [
        column.in_(select(model.id).where(visible_texts(person, model)))
        for column, model in ((PlannedChange.post_id, Post), (PlannedChange.page_id, Page))
    ]
    return or_(*mine)


def due_ids(at: datetime, limit: int) -> list[int]:
    """The ids of changes whose moment has come, in the order in which they are made."""
    due = select(PlannedChange.id).where(WAITING, PlannedChange.goes_live_at <= at)
    return list(
        db.session.scalars(due.order_by(PlannedChange.goes_live_at, PlannedChange.id).limit(limit))
    )


def waiting_change(change_id: int) -> PlannedChange | None:
    """The change with whoever planned it, locked; None if it waits no more."""
    found: PlannedChange | None = db.session.scalar(
        select(PlannedChange)
        .where(PlannedChange.id == change_id, WAITING)
        .options(joinedload(PlannedChange.author))
        .with_for_update(of=PlannedChange)
        .execution_options(populate_existing=True)
    )
    return found


def text_of(change: PlannedChange, *, lock: bool = False) -> Post | Page:
    """The text that it changes, with its tags and categories; with `lock`, nobody else's until the
    unit of work ends.
    """
    model: type[Post] | type[Page] = Post if change.post_id is not None else Page
    statement = select(model).where(model.id == change.text_id)
    if lock:
        statement = statement.with_for_update(of=model)
    text: Any = db.session.scalars(statement.execution_options(populate_existing=True)).one()
    if isinstance(text, Post):
        load_terms(text)
    found: Post | Page = text
    return found


def changes_to(text: Post | Page) -> Sequence[PlannedChange]:
    """Its changes that wait or have failed, the next one first."""
    own = PlannedChange.post_id if isinstance(text, Post) else PlannedChange.page_id
    return db.session.scalars(
        select(PlannedChange)
        .where(own == text.id, PlannedChange.state.in_(OPEN))
        .order_by(PlannedChange.goes_live_at, PlannedChange.id)
    ).all()


def failed_changes(person: Any, limit: int) -> Sequence[Any]:
    """What could not be made, of texts that the person may know of; the latest first."""
    return db.session.execute(
        select(PlannedChange.id, PlannedChange.title, PlannedChange.why)
        .where(FAILED, visible_changes(person))
        .order_by(PlannedChange.goes_live_at.desc(), PlannedChange.id.desc())
        .limit(limit)
    ).all()
