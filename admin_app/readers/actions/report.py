"""Readers say that something is wrong with another's comment."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import insert, select, update

from admin_app.columns import now
from admin_app.content.actions.announce import announce
from admin_app.content.models import Event
from admin_app.content.queries.settings import site_settings
from admin_app.errors import Conflict, NotFound, Refusal, TooMany
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.readers.models import Comment, CommentStatus, HeldFor, Report, ReportReason
from admin_app.readers.networks import network_of
from admin_app.readers.queries.readers import count_open_reports, has_reported, reports_by
from admin_app.web.text import clean_characters

MOST_AN_HOUR: Final = 10
HOUR: Final = timedelta(hours=1)
LONGEST_WORDS: Final = 1_000


def report(
    comment_id: int, reason: str, words: str, address: str, person: User | None = None
) -> Comment:
    """The comment, with this word against it stored; it waits again if enough have said so.

    Each network, or person of the house, is heard once about a comment. What the house itself has
    written stays where it is. Raises `NotFound` for one that readers do not see, `Conflict` for
    the second time, `TooMany` for a flood, and `Refusal` beside the field it is about.
    """
    comment = db.session.scalar(select(Comment).where(Comment.id == comment_id).with_for_update())
    if comment is None or comment.status != CommentStatus.APPROVED:
        raise NotFound("This comment is not here any more.")
    words = clean_characters(words).strip()
    _check(reason, words)
    reporter = f"person {person.id}" if person else network_of(address) or "unknown"
    if has_reported(comment.id, reporter):
        raise Conflict("You, or somebody of your network, have reported this comment before.")
    if reports_by(reporter, now() - HOUR, MOST_AN_HOUR) >= MOST_AN_HOUR:
        raise TooMany(
            "Many reports have come from your network within an hour. Try again later.",
            int(HOUR.total_seconds()),
        )
    db.session.execute(
        insert(Report).values(
            comment_id=comment.id, reason=reason, words=words, reporter=reporter, created_at=now()
        )
    )
    announce(Event.COMMENT_REPORTED, [comment.id], reason=reason)
    _mark(comment)
    enough = site_settings().comment_reports
    if enough and not comment.user_id and count_open_reports(comment, enough) >= enough:
        # When it was decided over stays: what was reported since is what is open.
        comment.status = CommentStatus.PENDING
        db.session.flush()
    return comment


def _mark(comment: Comment) -> None:
    """Let the queue find the comment; that is no new version of it."""
    db.session.execute(
        update(Comment)
        .where(Comment.id == comment.id)
        .values(held_for=HeldFor.REPORTED.value)
        .execution_options(synchronize_session=False)
    )


def _check(reason: str, words: str) -> None:
    if reason not in set(ReportReason):
        raise Refusal("Choose one of these.", "reason")
    if reason == ReportReason.OTHER and not words:
        raise Refusal("Say in a few words what is wrong.", "words")
    if len(words) > LONGEST_WORDS:
        raise Refusal(f"This may have {LONGEST_WORDS:,} characters; shorten it.", "words")
