"""Returning a text from review to who wrote it."""

from __future__ import annotations

from typing import Any

from admin_app.columns import now
from admin_app.content.models import Page, Post, Status
from admin_app.content.policy.texts import may_review
from admin_app.errors import Conflict, NotAllowed, Refusal
from admin_app.extensions import db
from admin_app.web.text import clean_characters

LONGEST_NOTE = 4000


def return_text(person: Any, text: Post | Page, note: str) -> None:
    """Make the text a draft again, with a note for who wrote it, and flush it.

    The note stays with the text until it is published. Raises `Conflict` where the text does not
    wait for review, and `Refusal` for an empty note.
    """
    if text.status != Status.IN_REVIEW:
        raise Conflict(f"“{text.title}” does not wait for review any more.")
    if not may_review(person, text):
        raise NotAllowed("Only an editor can return a text from review.")
    words = clean_characters(note).strip()
    if not words:
        raise Refusal("Write what is to be changed.", "note")
    if len(words) > LONGEST_NOTE:
        raise Refusal(f"The note is longer than {LONGEST_NOTE:,} characters.", "note")
    text.status = Status.DRAFT
    text.review_note, text.returned_at, text.returned_by = words, now(), person.name
    db.session.flush()
