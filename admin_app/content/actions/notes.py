"""Writing notes on texts, answering and resolving them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from admin_app.columns import now
from admin_app.content.markup.anchors import QUOTED, quote_of
from admin_app.content.models import Note, Page, Post, ReviewLink
from admin_app.content.policy.notes import require_noter
from admin_app.content.queries.notes import minute_ago, note_on, notes_by
from admin_app.errors import Refusal, TooMany
from admin_app.extensions import db
from admin_app.web.text import clean_characters, one_line

LONGEST = 5_000
LONGEST_NAME = 100
AT_ONCE = 20
"""Notes that may come with one form."""
A_MINUTE, IN_ALL = 20, 500
"""Notes that may come by one link."""

_BLANK_LINES = re.compile(r"\n{3,}")
_UNSEEN = re.compile("[\u200b-\u200f\u2060-\u2069\ufeff\u115f\u1160\u2800\u3164\uffa0\\s]")

Text = Post | Page


@dataclass(frozen=True)
class Said:
    """What somebody wrote on a block; `block` None for the whole text. `field` is where."""

    body: str
    block: int | None = None
    quote: str = ""
    field: str = "whole"


def said_on(blocks: Sequence[str], block: int, body: str) -> Said:
    """What was written on this block of a text. Raises `Refusal` where there is no such block."""
    name = f"note-{block}"
    if not 0 <= block < len(blocks):
        raise Refusal(
            "That paragraph is not in this text any more. Write your note on another, or on the "
            "whole text.",
            "whole",
        )
    return Said(body, block, quote_of(blocks[block]), name)


def add_notes(person: Any, text: Text, notes: Sequence[Said]) -> list[Note]:
    """The person's notes, flushed. Raises `Refusal` with the field of the one at fault."""
    require_noter(person, text)
    made = [_note(text, said) for said in notes]
    for note in made:
        note.author_id, note.author_name = person.id, one_line(person.name)
    return _stored(made)


def add_guest_notes(link: ReviewLink, text: Text, name: str, notes: Sequence[Said]) -> list[Note]:
    """The notes of a guest who came by this link, flushed.

    Raises `Refusal` with the field at fault, and `TooMany` for a flood.
    """
    called = one_line(name[: LONGEST_NAME * 10])
    if not _UNSEEN.sub("", called):
        raise Refusal("Say who you are, so that the editors know.", "name")
    if len(called) > LONGEST_NAME:
        raise Refusal(f"A name may have {LONGEST_NAME} characters.", "name")
    if len(notes) > AT_ONCE:
        raise Refusal(f"Send at most {AT_ONCE} notes at once.", "whole")
    made = [_note(text, said) for said in notes]
    _refuse_flood(link, len(made))
    for note in made:
        note.link_id, note.author_name = link.id, called
    return _stored(made)


def reply(person: Any, text: Text, note_id: int, body: str) -> Note:
    """The person's answer to a note. Raises `Refusal` for its field, `NotFound`."""
    require_noter(person, text)
    above = note_on(text, note_id)
    made = _note(text, Said(body, above.block, above.quote, f"reply-{note_id}"))
    made.reply_to_id = above.id
    made.author_id, made.author_name = person.id, one_line(person.name)
    return _stored([made])[0]


def set_resolved(person: Any, text: Text, note_id: int, resolved: bool) -> Note:
    """The note, resolved or open again; as it was, where it was so already."""
    require_noter(person, text)
    note = note_on(text, note_id)
    if (note.resolved_at is not None) != resolved:
        note.resolved_at = now() if resolved else None
        note.resolved_by_id = person.id if resolved else None
        db.session.flush()
    return note


def clean_note(body: str, field: str) -> str:
    """The note as it is kept: plain text, trimmed. Raises `Refusal` if empty or too long."""
    if len(body) > LONGEST * 10:
        raise _too_long(len(body), field)
    lines = clean_characters(body, isolates=False).split("\n")
    cleaned = _BLANK_LINES.sub("\n\n", "\n".join(map(str.rstrip, lines))).strip()
    if not _UNSEEN.sub("", cleaned):
        raise Refusal("Write your note first.", field)
    if len(cleaned) > LONGEST:
        raise _too_long(len(cleaned), field)
    return cleaned


def _note(text: Text, said: Said) -> Note:
    return Note(
        post_id=text.id if isinstance(text, Post) else None,
        page_id=text.id if isinstance(text, Page) else None,
        block=said.block,
        quote=one_line(said.quote[: QUOTED * 10])[:QUOTED] if said.block is not None else "",
        body=clean_note(said.body, said.field),
        created_at=now(),
    )


def _stored(notes: list[Note]) -> list[Note]:
    db.session.add_all(notes)
    db.session.flush()
    return notes


def _refuse_flood(link: ReviewLink, more: int) -> None:
    if notes_by(link, minute_ago(), A_MINUTE + 1) + more > A_MINUTE:
        raise TooMany(
            f"At most {A_MINUTE} notes come in by one link within a minute. Wait a minute and "
            "send this again.",
            60,
        )
    if notes_by(link, None, IN_ALL + 1) + more > IN_ALL:
        raise TooMany("So many notes have come by this link that it takes no more.", 86_400)


def _too_long(length: int, field: str) -> Refusal:
    return Refusal(
        f"A note may have {LONGEST:,} characters; this one has {length:,}. Shorten it.", field
    )
