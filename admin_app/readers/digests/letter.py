"""The mail that tells a person what readers do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from admin_app.content.queries.settings import site_settings
from admin_app.content.queries.tallies import tally
from admin_app.outbox import post_letter, unsubscribe_link
from admin_app.people.models import User
from admin_app.readers.desk.cards import cards
from admin_app.readers.digests.links import decision_links
from admin_app.readers.digests.news import Section
from admin_app.readers.models import CommentStatus, ReportReason
from admin_app.readers.queries.digests import appeals_on, reports_on
from admin_app.web.filters import capped
from admin_app.web.hosts import link_to
from admin_app.web.locale import on_the_clock_of
from admin_app.web.text import cut_at_word, one_line

SHOWN = 1_200
"""Characters of a comment that a mail shows."""
NOTE = 300
"""Characters that it shows of what a reader says about a comment."""
MOST_NOTES = 3
COUNTED = {
    "held": ("1 comment waits", "{} comments wait"),
    "reports": ("1 reported comment", "{} reported comments"),
    "appeals": ("1 appeal", "{} appeals"),
    "own": ("1 comment under your posts", "{} comments under your posts"),
}


@dataclass(frozen=True)
class Item:
    """A comment in a mail: its card, its words, where it stands, and what can be done by link."""

    card: Any
    words: str
    link: str
    notes: list[str] = field(default_factory=list)
    acts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def known(self) -> list[str]:
        """Why it waits, and what is known of its author, in words."""
        return [words for words in (self.card.held, *self.card.record) if words]


def post_digest(person: User, timezone: str, sections: Sequence[Section], key: str) -> None:
    """Post the mail in the open unit of work. Raises `NoTrustedAddress`."""
    with on_the_clock_of(timezone):
        told = [(section, _items(person, section)) for section in sections]
        post_letter(
            person.email,
            f"{site_settings().site_title}: {_summed_up(sections)}",
            "readers/email/digest",
            key=key,
            unsubscribe=unsubscribe_link("digest", person.id),
            person=person,
            sections=told,
            waiting=capped(tally("comment", CommentStatus.PENDING)),
            site=site_settings().site_title,
        )


def _items(person: User, section: Section) -> list[Item]:
    notes = _notes(section)
    decided_here = section.kind in ("held", "reports")
    return [
        Item(
            card,
            cut_at_word(card.row.body, SHOWN),
            _address(card.row),
            notes[card.id][:MOST_NOTES],
            decision_links(person, card.id, card.row.status) if decided_here else [],
        )
        for card in cards(section.rows)
    ]


def _notes(section: Section) -> dict[int, list[str]]:
    """What readers said about these comments, by their ids; one statement."""
    notes: dict[int, list[str]] = defaultdict(list)
    ids = [row.id for row in section.rows]
    if section.kind == "reports":
        for report in reports_on(ids):
            words = f": “{cut_at_word(one_line(report.words), NOTE)}”" if report.words else ""
            notes[report.comment_id].append(f"{ReportReason(report.reason).label}{words}")
    elif section.kind == "appeals":
        for appeal in appeals_on(ids):
            notes[appeal.comment_id].append(f"“{cut_at_word(one_line(appeal.text), NOTE)}”")
    return notes


def _address(row: Any) -> str:
    kind = "post" if row.post_id else "page"
    anchor = f"#comment-{row.id}" if row.status == CommentStatus.APPROVED else ""
    return link_to(f"publication.{kind}", slug=row.slug) + anchor


def _summed_up(sections: Sequence[Section]) -> str:
    """“3 comments wait, 20+ comments under your posts”."""
    parts = []
    for section in sections:
        one, several = COUNTED[section.kind]
        count = len(section.rows)
        parts.append(one if count == 1 else several.format(f"{count}{'+' if section.more else ''}"))
    return ", ".join(parts)
