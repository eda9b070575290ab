"""Planning changes to a live text, and making them when their moment has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import update

from admin_app.columns import now
from admin_app.content.actions.texts import write
from admin_app.content.models import OPEN, ChangeState, Page, PlannedChange, Post, Status
from admin_app.content.planned import NAMES, Outcome, Values, coming_to
from admin_app.content.policy.texts import may_publish
from admin_app.errors import Conflict, NotAllowed, Refusal
from admin_app.extensions import db
from admin_app.history.rows import plain
from admin_app.unit_of_work import current_unit

# What says whether and since when readers see it: that has a moment of its own.
APART = ("status", "published_at", "planned_on")
MOST = 20
"""Open changes that one text may have."""


def plan(
    person: Any,
    text: Post | Page,
    sent: Mapping[str, Any],
    moment: datetime,
    change: PlannedChange | None = None,
) -> PlannedChange:
    """Keep what was sent until this moment, instead of changing the live text; flushed.

    With `change`, that planned change is replaced. Raises `Refusal` with the field at fault: all
    that a save at once would refuse is refused now.
    """
    _refuse_unless_live(person, text)
    if moment <= now():
        raise Refusal("Choose a moment to come, or leave it empty.", "goes_live_at")
    for name in APART[:2]:
        if name in sent and sent[name] != getattr(text, name):
            raise Refusal("This can't wait for a later moment: change it at once.", name)
    base_version = text.version
    before, after = _difference(person, text, sent)
    if not after:
        raise Refusal("Nothing here differs from what readers see.", "goes_live_at")
    if change is None:
        if text.changes_open >= MOST:
            raise Refusal(f"{MOST} changes are planned for this already.", "goes_live_at")
        change = PlannedChange(author_id=person.id, author_name=person.name)
        change.post_id, change.page_id = _owner(text)
        db.session.add(change)
    change.title = before.get("title", text.title)
    change.base_version, change.goes_live_at = base_version, moment
    change.before, change.after = before, after
    change.state, change.why = ChangeState.WAITING, ""
    db.session.flush()
    return change


def cancel(change: PlannedChange) -> None:
    """Let it be; flushed."""
    _refuse_unless_open(change)
    change.state, change.why = ChangeState.CANCELLED, ""
    db.session.flush()


def move(change: PlannedChange, moment: datetime) -> None:
    """Give it another moment to come; flushed."""
    _refuse_unless_open(change)
    if moment <= now():
        raise Refusal("Choose a moment to come.", "goes_live_at")
    change.goes_live_at, change.state, change.why = moment, ChangeState.WAITING, ""
    db.session.flush()


def make(person: Any, change: PlannedChange, text: Post | Page) -> None:
    """Make the change to its text now, in this person's name; flushed.

    That it is made is no part of history's entry, so that undo takes back the text alone and does
    not make it wait again for a moment that has passed. Raises `Refusal` where it can't be made,
    and then nothing may be stored.
    """
    _refuse_unless_open(change)
    if text.status == Status.TRASH:
        raise Conflict(f"“{text.title}” is in the trash.")
    outcome = over(change, text)
    if outcome.clashes:
        words = " and ".join(name.removesuffix("_id").replace("_", " ") for name in outcome.clashes)
        verb = "was" if len(outcome.clashes) == 1 else "were"
        raise Conflict(f"The {words} {verb} changed by somebody else after this was planned.")
    if outcome.values:
        write(person, text, outcome.values)
    settle(change.id, ChangeState.APPLIED)


def settle(change_id: int, state: ChangeState, why: str = "") -> None:
    """Say what has become of it, if it is open; no part of history's entry."""
    db.session.execute(
        update(PlannedChange)
        .where(PlannedChange.id == change_id, PlannedChange.state.in_(OPEN))
        .values(state=state.value, why=why, version=PlannedChange.version + 1)
        .execution_options(synchronize_session=False)
    )


def over(change: PlannedChange, text: Post | Page) -> Outcome:
    """What the change comes to over the text as it is loaded, with its tags and categories."""
    return coming_to(change.before, change.after, held(text, change.after))


def held(text: Post | Page, names: Iterable[str]) -> Values:
    """What the text says under these names of `write`, as JSON holds it."""
    return {name: _value(text, name) for name in names if name not in APART and hasattr(text, name)}


def _value(text: Post | Page, name: str) -> Any:
    value = getattr(text, name)
    return sorted(term.name for term in value) if name in NAMES else plain(value)


def _difference(person: Any, text: Post | Page, sent: Mapping[str, Any]) -> tuple[Values, Values]:
    """What a save of this would change: before and after, by name. Nothing of it is stored."""
    before = held(text, sent)
    unknown = set(sent) - before.keys() - set(APART)
    if unknown:
        raise Refusal(f"The {min(unknown)} can't wait for a later moment.", "goes_live_at")
    with _rehearsal():
        write(person, text, {name: value for name, value in sent.items() if name not in APART})
        after = held(text, sent)
    changed = sorted(name for name in before if before[name] != after[name])
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


@contextmanager
def _rehearsal() -> Iterator[None]:
    """What is flushed inside is taken back at the end, with what history has noted of it."""
    unit = current_unit()
    facts: dict[str, Any] = {} if unit is None else unit.facts
    noted: dict[str, Any] = {name: facts[name].copy() for name in ("seen", "rows") if name in facts}
    nested = db.session.begin_nested()
    try:
        yield
    finally:
        nested.rollback()
        facts.pop("seen", None)
        facts.pop("rows", None)
        facts.update(noted)


def _refuse_unless_live(person: Any, text: Post | Page) -> None:
    if not text.is_live():
        raise Refusal("Readers don't see it yet: give it its own moment above.", "goes_live_at")
    if not may_publish(person, text):
        raise NotAllowed("Only who may publish this can plan changes to it.")


def _refuse_unless_open(change: PlannedChange) -> None:
    if change.state not in OPEN:
        raise Conflict(f"This change is {ChangeState(change.state).label.lower()} already.")


def _owner(text: Post | Page) -> tuple[int | None, int | None]:
    return (text.id, None) if isinstance(text, Post) else (None, text.id)
