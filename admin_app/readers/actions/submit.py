"""A reader's comment arrives: it is received, held or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from admin_app.columns import now
from admin_app.content.models import CommentsMode, Page, Post
from admin_app.content.queries.settings import SiteSettings, site_settings
from admin_app.errors import Conflict, NotAllowed, NotFound, Refusal, TooMany
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.readers.actions.rules import Ruled, ruling
from admin_app.readers.models import Comment, CommentStatus, HeldFor, Verdict
from admin_app.readers.queries.public import Record, approved_comment, locked_text, record_of
from admin_app.readers.rules import Facts
from admin_app.readers.spam import THRESHOLD
from admin_app.readers.text import clean_comment, clean_name, clean_url, fingerprint

MINUTE = 60
RULED = {
    Verdict.TRUST: (CommentStatus.APPROVED, None),
    Verdict.HOLD: (CommentStatus.PENDING, HeldFor.RULE),
    Verdict.SPAM: (CommentStatus.SPAM, HeldFor.RULE),
}


@dataclass(frozen=True)
class Said:
    """A comment as it was sent; who is signed in speaks as `person`, under their own name."""

    body: str
    name: str = ""
    email: str = ""
    url: str = ""
    parent_id: int | None = None
    address: str = ""
    person: User | None = None


Score = Callable[[Comment], float | None]


def submit(text: Post | Page, said: Said, score: Score) -> Comment:
    """The comment, stored under the text: approved, held for a moderator, or set aside as spam.

    What decides is, in this order, a rule of the house, the `score` of how likely it is spam, and
    how the site receives comments.

    Raises `NotFound` for a text that is no longer live, `NotAllowed` where comments are closed,
    `RefusedByRule`,
    `TooMany` for a flood, `Conflict` for the same again, and `Refusal` beside the field it is
    about, with status 400 for a parent that is not an approved comment under this text.
    """
    settings = site_settings()
    held = locked_text(type(text), text.id)
    if held is None:
        raise NotFound
    if closed := why_closed(held, settings):
        raise NotAllowed(closed)
    comment = _written(held, said)
    parent = _parent(held, said.parent_id, settings.comment_depth)
    if parent is not None:
        comment.parent_id, comment.depth = parent.id, parent.depth + 1
    record = record_of(held, comment.author_email, said.address, comment.fingerprint)
    _refuse_repeated(record, said, settings)
    if said.person:
        comment.status = CommentStatus.APPROVED
    else:
        comment.spam_score = score(comment)
        ruled = ruling(_facts(comment, record))
        comment.rule_id = ruled.rule_id if ruled else None
        comment.status, comment.held_for = _received(comment, record, ruled, settings)
    db.session.add(comment)
    db.session.flush()
    return comment


def why_closed(text: Post | Page, settings: SiteSettings) -> str:
    """Why nobody can comment here now, in a sentence; "" where everybody can."""
    if settings.comments_mode == CommentsMode.CLOSED:
        return "This site does not take comments at the moment."
    days = settings.comments_close_after_days
    if not text.comments_open:
        return "Comments are closed here."
    if days and text.published_at and text.published_at + timedelta(days=days) < now():
        return f"Comments close after {days} days, and are closed here now."
    return ""


def _written(text: Post | Page, said: Said) -> Comment:
    body = clean_comment(said.body)
    person = said.person
    return Comment(
        post_id=text.id if isinstance(text, Post) else None,
        page_id=text.id if isinstance(text, Page) else None,
        user_id=person.id if person else None,
        author_name=clean_name(person.name if person else said.name),
        author_email=(person.email if person else said.email).strip().lower(),
        author_url="" if person else clean_url(said.url),
        author_ip=said.address[:45],
        body=body,
        fingerprint=fingerprint(body),
    )


def _parent(text: Post | Page, parent_id: int | None, deepest: int) -> Comment | None:
    """The comment that this one hangs under; no thread grows deeper than this."""
    if parent_id is None:
        return None
    parent = approved_comment(text, parent_id)
    if parent is None:
        raise Refusal("The comment you reply to is not here any more.", "parent_id", 400)
    while parent.depth >= deepest:
        if parent.parent_id is None:
            return None
        above = approved_comment(text, parent.parent_id)
        if above is None:
            break
        parent = above
    return parent


def _refuse_repeated(record: Record, said: Said, settings: SiteSettings) -> None:
    if record.said_before:
        raise Conflict(
            "You have said this here already. It is kept; there is no need to send it again."
        )
    most = settings.comment_floods_per_minute
    if most and not said.person and max(record.from_address, record.from_email) >= most:
        raise TooMany(
            f"That were {most} comments within a minute. Wait a minute and send this one again.",
            MINUTE,
        )


def _facts(comment: Comment, record: Record) -> Facts:
    return Facts(
        body=comment.body,
        name=comment.author_name,
        email=comment.author_email,
        url=comment.author_url,
        address=comment.author_ip,
        is_newcomer=not record.approved_before,
    )


def _received(
    comment: Comment, record: Record, ruled: Ruled | None, settings: SiteSettings
) -> tuple[CommentStatus, HeldFor | None]:
    if ruled:
        return RULED[ruled.verdict]
    if (comment.spam_score or 0.0) >= THRESHOLD:
        return CommentStatus.PENDING, HeldFor.SCORE
    if settings.comments_mode == CommentsMode.OPEN:
        return CommentStatus.APPROVED, None
    if settings.comments_mode == CommentsMode.HOLD_ALL:
        return CommentStatus.PENDING, HeldFor.EVERYONE
    if record.approved_before:
        return CommentStatus.APPROVED, None
    return CommentStatus.PENDING, HeldFor.NEWCOMER
