"""Moving what stands in the calendar to another day."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from typing import Any

from admin_app.columns import now
from admin_app.content.actions.planned import move
from admin_app.content.models import Page, PlannedChange, Post, Status
from admin_app.content.policy.texts import may_edit, may_publish
from admin_app.errors import Conflict, NotAllowed, Refusal
from admin_app.extensions import db

PASSED = "That moment has passed. Choose a day to come, or publish it now."


def plan_for(person: Any, text: Post | Page, day: date) -> None:
    """Plan the text for this day; flushed."""
    if not may_edit(person, text):
        raise NotAllowed("You can see this text, but not change it.")
    text.planned_on = day
    db.session.flush()


def reschedule(person: Any, text: Post | Page, day: date, zone: tzinfo) -> None:
    """Have a scheduled text come out on this day, at the time that it had; flushed."""
    if not may_publish(person, text):
        raise NotAllowed("Only who may publish this can move it.")
    if text.is_live():
        raise Conflict(f"“{text.title}” is out already: its day stays as it was.")
    if text.status != Status.SCHEDULED or text.published_at is None:
        raise Conflict(f"“{text.title}” is not scheduled any more.")
    moment = on_day(text.published_at, day, zone)
    if moment <= now():
        raise Refusal(PASSED)
    text.published_at = moment
    db.session.flush()


def move_change(
    person: Any, change: PlannedChange, text: Post | Page, day: date, zone: tzinfo
) -> None:
    """Have a planned change go live on this day, at the time that it had; flushed."""
    if not may_publish(person, text):
        raise NotAllowed("Only who may publish this can move it.")
    moment = on_day(change.goes_live_at, day, zone)
    if moment <= now():
        raise Refusal(PASSED)
    move(change, moment)


def on_day(moment: datetime, day: date, zone: tzinfo) -> datetime:
    """The same time on another day of this zone's clock; in UTC.

    A time that the day skips, as clocks are put forward, is as much later; of an hour that it has
    twice, it is the first, unless the moment itself was in the second.
    """
    local = moment.astimezone(zone)
    return datetime.combine(day, local.time(), tzinfo=zone).replace(fold=local.fold).astimezone(UTC)
