"""Many texts changed in one step: rehearsed first, and then done as it was rehearsed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ScalarResult, select
from sqlalchemy.orm import joinedload, load_only

from admin_app.columns import EARLIEST, LATEST, now
from admin_app.content.actions.terms import MOST_TERMS
from admin_app.content.actions.texts.chosen_terms import Held, Terms, held_terms, looked_up
from admin_app.content.actions.texts.ready import refuse_unready
from admin_app.content.actions.texts.state import NOT_RETURNED, dated
from admin_app.content.models import Page, Post, Status
from admin_app.content.policy.texts import PUBLIC, may_edit, may_publish, may_reassign
from admin_app.content.queries.texts import author_name
from admin_app.errors import Conflict, Refusal
from admin_app.extensions import db
from admin_app.history.bulk import Edit, store_edits
from admin_app.history.rows import Values
from admin_app.ids import among
from admin_app.unit_of_work import current_unit

Text = Post | Page
READ = (
    "title",
    "status",
    "published_at",
    "author_id",
    "comments_open",
    "comments_mode",
    "comments_close_after_days",
    "version",
    *NOT_RETURNED,
)


@dataclass(frozen=True)
class Wishes:
    """What is to become of each text; None and nothing: it stays as it is.

    With `comments_as_site` it has no mode and no days of its own any more; days that are wished for
    besides are its own.
    """

    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    add_categories: tuple[str, ...] = ()
    remove_categories: tuple[str, ...] = ()
    author_id: int | None = None
    status: str | None = None
    published_at: datetime | None = None
    shift_days: int | None = None
    comments_open: bool | None = None
    comments_as_site: bool = False
    comments_mode: str | None = None
    comments_close_after_days: int | None = None
    sticky: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wished for."""
        return self == Wishes()


@dataclass(frozen=True)
class Refused:
    """A text that can't be changed so, and why."""

    entity_id: int
    title: str
    reason: str


@dataclass
class Plan:
    """What the wishes come to: an edit for each text, those that refuse, those that are so already.

    `names` are those of the terms in the edits, by link and id; a new one has an id below zero.
    `author` is the name of who is to stand over them.
    """

    edits: list[Edit] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    alike: int = 0
    names: dict[str, dict[int, str]] = field(default_factory=dict)
    new: dict[str, list[str]] = field(default_factory=dict)
    author: str = ""
    seen: list[tuple[int, int]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """What was seen: another one tells that a text has moved on, or refuses by now."""
        told = (self.seen, [edit.entity_id for edit in self.edits], self.refused)
        return sha256(repr(told).encode()).hexdigest()[:32]


class MovedOn(Conflict):
    """Some of the texts are not what they were when the change was rehearsed."""

    def __init__(self) -> None:
        super().__init__(
            "Some of these changed since the rehearsal, so nothing was done. This is how it is now."
        )


def rehearse(person: Any, model: type[Text], ids: Iterable[int], wishes: Wishes) -> Plan:
    """What would change, for each of these texts, and what refuses. Changes nothing.

    Raises `Refusal` with the field of a wish that can't be meant.
    """
    return _planned(person, model, ids, wishes, looked_up(wishes))


def change(
    person: Any,
    model: type[Text],
    ids: Iterable[int],
    wishes: Wishes,
    digest: str,
    *,
    leave_out: bool,
) -> Plan:
    """Do what was rehearsed with this digest; statements do not grow with the rows.

    Raises `MovedOn`, or `Refusal` where some refuse and are not to be left out. Nothing is changed
    then.
    """
    chosen = looked_up(wishes)
    for terms in chosen.values():
        terms.create()
    plan = _planned(person, model, ids, wishes, chosen)
    if plan.digest != digest:
        raise MovedOn
    if plan.refused and not leave_out:
        raise Refusal("Some of these can't be changed: leave them out, or change something else.")
    if not plan.edits:
        raise Refusal("There is nothing to change.")
    store_edits(model, plan.edits)
    return plan


def _planned(
    person: Any, model: type[Text], ids: Iterable[int], wishes: Wishes, chosen: dict[str, Terms]
) -> Plan:
    author = None if wishes.author_id is None else author_name(wishes.author_id)
    if wishes.author_id is not None and author is None:
        raise Refusal("There is no such person here; choose another.", "author")
    texts = _locked(model, ids, pictures=wishes.status in PUBLIC)
    held = held_terms(chosen, [text.id for text in texts])
    new = {link: terms.new for link, terms in chosen.items() if terms.new}
    plan = Plan(author=author or "", new=new)
    for text in texts:
        plan.seen.append((text.id, text.version))
        try:
            edit = _edit(person, text, wishes, chosen, held)
        except Refusal as refusal:
            plan.refused.append(Refused(text.id, text.title, refusal.message))
            continue
        if edit.before == edit.after:
            plan.alike += 1
        else:
            plan.edits.append(edit)
    for link, terms in chosen.items():
        plan.names[link] = terms.names | held[link].names
    return plan


def _locked(model: type[Text], ids: Iterable[int], *, pictures: bool) -> Sequence[Text]:
    """The texts, which nobody else changes until the unit of work ends, if one is open."""
    names = (*READ, "sticky") if model is Post else READ
    rows = (
        select(model)
        .options(load_only(*(getattr(model, name) for name in names)))
        .where(among(model.id, ids))
        .order_by(model.id)
        .execution_options(populate_existing=True)
    )
    if pictures and model is Post:
        rows = rows.options(joinedload(Post.picture))
    if current_unit():
        rows = rows.with_for_update(of=model)
    texts: ScalarResult[Text] = db.session.scalars(rows)
    return texts.all()


def _edit(
    person: Any, text: Text, wishes: Wishes, chosen: dict[str, Terms], held: dict[str, Held]
) -> Edit:
    """What this text is to become. Raises `Refusal` with the reason why it can't."""
    if not may_edit(person, text):
        raise Refusal("It is not yours to change.")
    after = _author(person, text, wishes) | _switches(person, text, wishes)
    after |= _moment(person, text, wishes)
    before: Values = {name: getattr(text, name) for name in after}
    after = {name: value for name, value in after.items() if before[name] != value}
    before = {name: before[name] for name in after}
    for link, terms in chosen.items():
        had = held[link].of(text.id)
        has = terms.applied_to(had)
        if len(has) > max(MOST_TERMS, len(had)):
            raise Refusal(f"It would have {len(has)} {link}; at most {MOST_TERMS} go.")
        if has != had:
            before[link], after[link] = sorted(had), sorted(has)
    return Edit(text.id, text.version, text.title, before, after)


def _author(person: Any, text: Text, wishes: Wishes) -> Values:
    if wishes.author_id is None or wishes.author_id == text.author_id:
        return {}
    if not may_reassign(person, type(text)):
        raise Refusal("Only an editor can put another name over it.")
    return {"author_id": wishes.author_id}


def _switches(person: Any, text: Text, wishes: Wishes) -> Values:
    after: Values = {}
    if wishes.comments_open is not None:
        after["comments_open"] = wishes.comments_open
    if wishes.comments_as_site:
        after |= {"comments_mode": "", "comments_close_after_days": None}
    if wishes.comments_mode is not None:
        after["comments_mode"] = wishes.comments_mode
    if wishes.comments_close_after_days is not None:
        after["comments_close_after_days"] = wishes.comments_close_after_days
    if wishes.sticky is not None and isinstance(text, Post) and wishes.sticky != text.sticky:
        if not may_publish(person, text):
            raise Refusal("Only who may publish it can set what stays at the top.")
        after["sticky"] = wishes.sticky
    return after


def _moment(person: Any, text: Text, wishes: Wishes) -> Values:
    """The state and the date, as the form of the text would have them."""
    moment = _shifted(text, wishes)
    wanted = Status(wishes.status or text.status)
    if (wanted, moment) == (text.status, text.published_at):
        return {}
    if text.status == Status.TRASH:
        raise Refusal("It is in the trash; restore it first.")
    if (wanted in PUBLIC or moment != text.published_at) and not may_publish(person, text):
        raise Refusal("It is not yours to publish, nor to date.")
    if wanted in PUBLIC:
        _refuse_untold_picture(text)
        publishes_now = wishes.status == Status.PUBLISHED and moment == text.published_at
        if publishes_now and moment is not None and moment > now():
            moment = now()
        wanted, moment = dated(wanted, moment)
        if text.status not in PUBLIC:
            refuse_unready(text)
    answered = NOT_RETURNED if wanted in PUBLIC and text.returned_at is not None else {}
    return {"status": wanted.value, "published_at": moment, **answered}


def _refuse_untold_picture(text: Text) -> None:
    if text.status in PUBLIC or not isinstance(text, Post):
        return
    if text.picture is not None and not text.picture.is_told:
        raise Refusal(f"Its picture “{text.picture.title}” has no description.")


def _shifted(text: Text, wishes: Wishes) -> datetime | None:
    moment = wishes.published_at or text.published_at
    if not wishes.shift_days:
        return moment
    if moment is None:
        raise Refusal("It has no date that could be moved.")
    try:
        moved = moment + timedelta(days=wishes.shift_days)
    except OverflowError:
        moved = LATEST
    if not EARLIEST < moved < LATEST:
        raise Refusal("Its date would be beyond the calendar.")
    return moved
