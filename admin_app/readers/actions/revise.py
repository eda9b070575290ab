"""A moderator changes what a comment says of its author, or what it says."""

from __future__ import annotations

from collections.abc import Callable

from admin_app.columns import now
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.readers.actions.answers import tell_of_answers
from admin_app.readers.actions.decide import decision
from admin_app.readers.models import Comment, CommentStatus
from admin_app.readers.policy import require_moderator
from admin_app.readers.text import clean_comment, clean_name, clean_url, fingerprint


def revise(
    person: User, comment: Comment, *, name: str, email: str, url: str, body: str
) -> Comment:
    """The comment with this name, email, web address and text, flushed.

    Raises `NotAllowed`, and `Refusal` beside `author_name`, `author_url` or `body`.
    """
    require_moderator(person)
    comment.author_name = _beside("author_name", clean_name, name)
    comment.author_email = email.strip().lower()
    comment.author_url = _beside("author_url", clean_url, url)
    comment.body = _beside("body", clean_comment, body)
    comment.fingerprint = fingerprint(comment.body)
    db.session.flush()
    return comment


def approve_with(person: User, comment: Comment) -> None:
    """Approve a comment that is being edited, in the same save."""
    require_moderator(person)
    if comment.status != CommentStatus.APPROVED:
        for name, value in decision(CommentStatus.APPROVED, person, now()).items():
            setattr(comment, name, value)
        db.session.flush()
        tell_of_answers([comment.id])


def _beside(field: str, clean: Callable[[str], str], text: str) -> str:
    """The cleaned text; a refusal is about the column that holds it."""
    try:
        return clean(text)
    except Refusal as refusal:
        raise Refusal(refusal.message, field) from None
