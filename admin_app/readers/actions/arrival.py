"""What becomes of what a reader says: it appears, waits for a moderator, or is set aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from admin_app.columns import now
from admin_app.content.models import CommentsMode, Page, Post
from admin_app.content.queries.settings import SiteSettings
from admin_app.people.models import User
from admin_app.readers.actions.rules import Ruled, ruling
from admin_app.readers.models import Comment, CommentStatus, HeldFor, Verdict
from admin_app.readers.queries.arrival import Record
from admin_app.readers.rules import Facts
from admin_app.readers.spam import THRESHOLD

RULED = {
    Verdict.TRUST: (CommentStatus.APPROVED, None),
    Verdict.HOLD: (CommentStatus.PENDING, HeldFor.RULE),
    Verdict.SPAM: (CommentStatus.SPAM, HeldFor.RULE),
}

Score = Callable[[Comment], float | None]


@dataclass(frozen=True)
class Arrival:
    """What decides beside the comment itself; `proven` says that the browser did its work."""

    text: Post | Page
    record: Record
    settings: SiteSettings
    proven: bool = True


def judge(comment: Comment, arrival: Arrival, score: Score) -> None:
    """Give the comment its score, its state, and why it waits.

    What decides is, in this order, a rule of the house, the `score` of how likely it is spam, and
    how the text or the site receives comments. Raises `RefusedByRule`.
    """
    comment.spam_score = score(comment)
    ruled = ruling(Facts.of(comment, is_newcomer=not arrival.record.approved_before))
    comment.rule_id = ruled.rule_id if ruled else None
    comment.status, comment.held_for = _received(comment, arrival, ruled)


def mode_of(text: Post | Page, settings: SiteSettings) -> CommentsMode:
    """How comments are received here: as the text says or the site, where that is not closed."""
    if settings.comments_mode == CommentsMode.CLOSED:
        return CommentsMode.CLOSED
    return CommentsMode(text.comments_mode or settings.comments_mode)


def why_closed(text: Post | Page, settings: SiteSettings, person: User | None = None) -> str:
    """Why this person, or else a reader, cannot comment here now, in a sentence; "" where they can.

    `person` is who is signed in.
    """
    mode = mode_of(text, settings)
    if mode == CommentsMode.CLOSED:
        return "This site does not take comments at the moment."
    if not text.comments_open:
        return "Comments are closed here."
    days = text.comments_close_after_days
    days = settings.comments_close_after_days if days is None else days
    if days and text.published_at and text.published_at + timedelta(days=days) < now():
        return f"Comments close after {days} days, and are closed here now."
    if mode == CommentsMode.SIGNED_IN and person is None:
        return "Only people of this site comment here, once they have signed in."
    return ""


def _received(
    comment: Comment, arrival: Arrival, ruled: Ruled | None
) -> tuple[CommentStatus, HeldFor | None]:
    if ruled:
        return RULED[ruled.verdict]
    if (comment.spam_score or 0.0) >= THRESHOLD:
        return CommentStatus.PENDING, HeldFor.SCORE
    if not arrival.proven:
        return CommentStatus.PENDING, HeldFor.UNPROVEN
    held = _held(arrival)
    return (CommentStatus.PENDING, held) if held else (CommentStatus.APPROVED, None)


def _held(arrival: Arrival) -> HeldFor | None:
    """What the mode and the reader's address come to."""
    record, settings = arrival.record, arrival.settings
    mode = mode_of(arrival.text, settings)
    if mode == CommentsMode.HOLD_ALL:
        return HeldFor.EVERYONE
    asked = settings.comment_confirmation
    trusted = asked and settings.comment_trust_confirmed
    if mode == CommentsMode.HOLD_FIRST and not (record.approved_before or trusted):
        return HeldFor.NEWCOMER
    if asked and not record.is_confirmed:
        return HeldFor.UNCONFIRMED
    return None
