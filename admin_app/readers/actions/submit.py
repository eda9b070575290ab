"""A reader's comment arrives: it is received, held or refused."""

from __future__ import annotations

from dataclasses import dataclass

from admin_app.content.models import Page, Post
from admin_app.content.queries.settings import SiteSettings, site_settings
from admin_app.errors import Conflict, NotAllowed, NotFound, Refusal, TooMany
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.readers.actions.akismet import ask_akismet
from admin_app.readers.actions.arrival import Arrival, Score, judge, why_closed
from admin_app.readers.models import Comment, CommentStatus
from admin_app.readers.queries.arrival import Record, locked_text, record_of
from admin_app.readers.queries.public import approved_comment
from admin_app.readers.text import clean_comment, clean_name, clean_url, fingerprint

MINUTE = 60
NETWORK_SHARE = 4
"""A network may send so many times as much as one of its readers."""
LONG = 40
"""Characters from which on two of one network do not say the same by chance."""


@dataclass(frozen=True)
class Said:
    """A comment as it was sent; who is signed in speaks as `person`, under their own name.

    `proven` says that the browser did the work that the site asks for, if it asks for any.
    """

    body: str
    name: str = ""
    email: str = ""
    url: str = ""
    parent_id: int | None = None
    address: str = ""
    person: User | None = None
    proven: bool = True


def submit(text: Post | Page, said: Said, score: Score) -> Comment:
    """The comment, stored under the text: approved, held for a moderator, or set aside as spam.

    `arrival.judge` says what decides. Raises `NotFound` for a text that is no longer live,
    `NotAllowed` where comments are closed, `RefusedByRule`, `TooMany` for a flood, `Conflict` for
    the same again, and `Refusal` beside the field it is about, with status 400 for a parent that
    is not an approved comment under this text.
    """
    settings = site_settings()
    held = locked_text(type(text), text.id, sender=_email(said))
    if held is None:
        raise NotFound
    if closed := why_closed(held, settings, said.person):
        raise NotAllowed(closed)
    comment = _written(held, said)
    parent = _parent(held, said.parent_id, settings.comment_depth)
    if parent is not None:
        comment.parent_id, comment.depth = parent.id, parent.depth + 1
    record = record_of(comment)
    refuse_said_before(record, comment)
    if said.person:
        comment.status = CommentStatus.APPROVED
    else:
        _refuse_flood(record, settings)
        judge(comment, Arrival(held, record, settings, said.proven), score)
    db.session.add(comment)
    db.session.flush()
    if settings.akismet_on and comment.status == CommentStatus.PENDING:
        ask_akismet(comment)
    return comment


def _written(text: Post | Page, said: Said) -> Comment:
    body = clean_comment(said.body)
    person = said.person
    return Comment(
        post_id=text.id if isinstance(text, Post) else None,
        page_id=text.id if isinstance(text, Page) else None,
        user_id=person.id if person else None,
        author_name=clean_name(person.name if person else said.name),
        author_email=_email(said),
        author_url="" if person else clean_url(said.url),
        author_ip=said.address[:45],
        body=body,
        fingerprint=fingerprint(body),
    )


def _email(said: Said) -> str:
    return (said.person.email if said.person else said.email).strip().lower()


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


def refuse_said_before(record: Record, comment: Comment) -> None:
    """Raise `Conflict` for what the reader, or at length their network, has said here today."""
    if record.said_before or (record.said_from_network and len(comment.body) >= LONG):
        raise Conflict(
            "You have said this here already. It is kept; there is no need to send it again."
        )


def _refuse_flood(record: Record, settings: SiteSettings) -> None:
    most = settings.comment_floods_per_minute
    if most and max(record.from_address, record.from_email) >= most:
        raise TooMany(
            f"That were {most} comments within a minute. Wait a minute and send this one again.",
            MINUTE,
        )
    if most and record.from_network >= most * NETWORK_SHARE:
        raise TooMany(
            "Many comments have come from your network within a minute. Wait a minute and send "
            "this one again.",
            MINUTE,
        )
