"""Notes on texts, and the links by which guests come to leave some."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from admin_app.columns import now
from admin_app.content.models import Note, Page, Post, ReviewLink, Status
from admin_app.errors import NotFound
from admin_app.extensions import db
from admin_app.ids import among

Text = Post | Page
MOST = 500
"""Notes of one text that a page shows: the newest ones, the oldest of them first."""
NO_SUCH_LINK = "This link leads nowhere, or no longer. Whoever sent it to you can make a new one."


@dataclass
class Thread:
    """A note and the replies to it, oldest first. It stands where its note does."""

    note: Note
    replies: list[Note] = field(default_factory=list)

    @property
    def block(self) -> int | None:
        """As the note's."""
        return self.note.block

    @property
    def quote(self) -> str:
        """As the note's."""
        return self.note.quote


def threads_of(text: Text, *, only_open: bool = False) -> list[Thread]:
    """The notes of the text with their replies, oldest first; one statement.

    Of very many, the newest: what guests flood a text with hides nothing that comes after.
    """
    rows = select(Note).where(_of(Note, text))
    if only_open:
        above = aliased(Note)
        waits = select(above.id).where(_of(above, text), above.resolved_at.is_(None))
        rows = rows.where(
            or_(
                and_(Note.reply_to_id.is_(None), Note.resolved_at.is_(None)),
                Note.reply_to_id.in_(waits),
            )
        )
    threads: dict[int, Thread] = {}
    replies: list[Note] = []
    newest = db.session.scalars(rows.order_by(Note.id.desc()).limit(MOST)).all()
    for note in reversed(newest):
        if note.reply_to_id is None:
            threads[note.id] = Thread(note)
        else:
            replies.append(note)
    for reply in replies:
        if reply.reply_to_id in threads:
            threads[reply.reply_to_id].replies.append(reply)
    return list(threads.values())


def note_on(text: Text, note_id: int) -> Note:
    """The note with this id, if it is on this text and no reply; locked. Raises `NotFound`."""
    note = db.session.scalars(
        select(Note)
        .where(Note.id == note_id, _of(Note, text), Note.reply_to_id.is_(None))
        .with_for_update()
    ).one_or_none()
    if note is None:
        raise NotFound("This note is not here any more. Load the page again.")
    return note


def notes_of_guest(link: ReviewLink, ids: list[int]) -> list[Note]:
    """Those of these notes that came by this link, oldest first."""
    rows = select(Note).where(Note.link_id == link.id, among(Note.id, ids)).order_by(Note.id)
    return list(db.session.scalars(rows)) if ids else []


def notes_by(link: ReviewLink, since: datetime | None, most: int) -> int:
    """How many notes came by this link, up to `most`; only those after `since`, if given."""
    rows = select(Note.id).where(Note.link_id == link.id)
    if since is not None:
        rows = rows.where(Note.created_at > since)
    return db.session.scalar(select(func.count()).select_from(rows.limit(most).subquery())) or 0


def minute_ago() -> datetime:
    """From when on notes count as a flood."""
    return now() - timedelta(minutes=1)


def links_to(text: Text) -> list[ReviewLink]:
    """The newest review links of the text, at most a hundred."""
    rows = select(ReviewLink).where(_of(ReviewLink, text))
    return list(db.session.scalars(rows.order_by(ReviewLink.id.desc()).limit(100)))


def link_of(text: Text, link_id: int) -> ReviewLink:
    """The link with this id, if it is to this text; locked. Raises `NotFound`."""
    link = db.session.scalars(
        select(ReviewLink).where(ReviewLink.id == link_id, _of(ReviewLink, text)).with_for_update()
    ).one_or_none()
    if link is None:
        raise NotFound
    return link


def token_hash(token: str) -> str:
    """The digest under which a link is kept. Any text has one."""
    return sha256(token[:200].encode("utf-8", "surrogatepass")).hexdigest()


def reviewed(token: str, *, lock: bool = False) -> tuple[ReviewLink, Text]:
    """The link of this token and its text; with `lock`, nobody else's turn comes until the commit.

    Raises `NotFound`, in the same words for a token that never was and for one that is over.
    """
    rows = select(ReviewLink).where(ReviewLink.token_hash == token_hash(token))
    if lock:
        rows = rows.with_for_update().execution_options(populate_existing=True)
    link = db.session.scalars(rows).one_or_none()
    if link is None or not link.is_open:
        raise NotFound(NO_SUCH_LINK)
    text: Text | None = (
        db.session.get(Post, link.post_id) if link.post_id else db.session.get(Page, link.page_id)
    )
    if text is None or text.status == Status.TRASH:
        raise NotFound(NO_SUCH_LINK)
    return link, text


def _of(model: Any, text: Text) -> ColumnElement[bool]:
    found: ColumnElement[bool] = getattr(model, f"{text.noun()}_id") == text.id
    return found
