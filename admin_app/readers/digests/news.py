"""What there is to tell one person: sections of comments, each only for whom it is of use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from admin_app.people.models import MailRhythm
from admin_app.people.permissions import Permission, Role
from admin_app.readers.queries.digests import MOST, held, published_under


@dataclass(frozen=True)
class Look:
    """One look at what is new: what came until this moment, and this entry of history."""

    at: datetime
    until: datetime
    change: int


@dataclass(frozen=True)
class Section:
    """Comments under one heading; `more` says that there are others that are not shown."""

    kind: str
    rows: Sequence[Any]
    more: bool


@dataclass(frozen=True)
class Source:
    """A kind of news: who wants it, and how it is found for a subscriber."""

    kind: str
    wish: str
    permission: Permission
    find: Callable[[Any, Look], Sequence[Any]]


def news_for(person: Any, look: Look) -> list[Section]:
    """The sections that have something in them, for a row of `subscribers`."""
    sections = []
    for source in SOURCES:
        if not getattr(person, source.wish) or not Role(person.role).allows(source.permission):
            continue
        rows = source.find(person, look)
        if rows:
            sections.append(Section(source.kind, rows[:MOST], len(rows) > MOST))
    return sections


def _held(person: Any, look: Look) -> Sequence[Any]:
    # Once a day one is reminded of all that waits; more often only of what is new.
    since = None if person.mail_rhythm == MailRhythm.DAILY else person.told_until
    return held(since, look.until)


def _own(person: Any, look: Look) -> Sequence[Any]:
    return published_under(person.id, person.told_change, look.change)


SOURCES = (
    Source("held", "mail_held", Permission.COMMENT_MODERATE, _held),
    Source("own", "mail_own", Permission.POST_EDIT_OWN, _own),
)
