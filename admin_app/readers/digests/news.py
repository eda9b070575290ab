"""What there is to tell one person: sections of comments, each only for whom it is of use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from admin_app.people.models import MailRhythm
from admin_app.people.permissions import Permission, Role
from admin_app.readers.queries.digests import (
    MOST,
    appealed,
    held,
    published_under,
    reported,
)

REMINDED = timedelta(days=30)
"""Open reports that are not older than this are told of again each day."""


@dataclass(frozen=True)
class Look:
    """One look at what is new: what came until this moment, and this entry of history."""

    at: datetime
    until: datetime
    change: int
    reported_at: datetime | None = None

    def has_news(self, person: Any) -> bool:
        """Whether anything at all has happened since the person was last told."""
        reported = self.reported_at is not None and self.reported_at > person.told_until
        return bool(reported or self.change > person.told_change)


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
    sections: list[Section] = []
    for source in SOURCES:
        if not getattr(person, source.wish) or not Role(person.role).allows(source.permission):
            continue
        shown = {row.id for section in sections for row in section.rows}
        rows = [row for row in source.find(person, look) if row.id not in shown]
        if rows:
            sections.append(Section(source.kind, rows[:MOST], len(rows) > MOST))
    return sections


def _held(person: Any, look: Look) -> Sequence[Any]:
    # Once a day one is reminded of all that waits; more often only of what is new.
    since = None if person.mail_rhythm == MailRhythm.DAILY else person.told_until
    return held(since, look.until)


def _reported(person: Any, look: Look) -> Sequence[Any]:
    daily = person.mail_rhythm == MailRhythm.DAILY
    return reported(look.until - REMINDED if daily else person.told_until, look.until)


def _appealed(person: Any, look: Look) -> Sequence[Any]:
    since = None if person.mail_rhythm == MailRhythm.DAILY else person.told_until
    return appealed(person.id, since, look.until)


def _own(person: Any, look: Look) -> Sequence[Any]:
    return published_under(person.id, person.told_change, look.change)


SOURCES = (
    Source("held", "mail_held", Permission.COMMENT_MODERATE, _held),
    Source("reports", "mail_reports", Permission.COMMENT_MODERATE, _reported),
    Source("appeals", "mail_appeals", Permission.COMMENT_MODERATE, _appealed),
    Source("own", "mail_own", Permission.POST_EDIT_OWN, _own),
)
