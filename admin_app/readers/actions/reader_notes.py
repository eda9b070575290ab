"""Notes of moderators on a reader."""

from __future__ import annotations

from typing import Any

from admin_app.errors import NotFound, Refusal
from admin_app.extensions import db
from admin_app.history.removal import remove
from admin_app.readers.models import ReaderNote
from admin_app.readers.policy import require_moderator
from admin_app.web.text import clean_characters

LONGEST = 4_000


def note_on(person: Any, email: str, body: str) -> ReaderNote:
    """The note, flushed. Raises `NotAllowed`, and `Refusal` beside `body`."""
    require_moderator(person)
    words = clean_characters(body).strip()
    if not words:
        raise Refusal("Write your note first.", "body")
    if len(words) > LONGEST:
        raise Refusal(f"Up to {LONGEST:,} characters fit here.", "body")
    note = ReaderNote(email=email, body=words, author_id=person.id, author_name=person.name)
    db.session.add(note)
    db.session.flush()
    return note


def drop_note(person: Any, note_id: int) -> None:
    """Delete a note. Raises `NotAllowed`, and `NotFound` where it is gone."""
    require_moderator(person)
    if not remove(ReaderNote, [note_id]):
        raise NotFound
