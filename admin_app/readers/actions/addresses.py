"""A reader's email address: asked about once, confirmed by a link that only its mailbox got."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import insert, update

from admin_app.columns import now
from admin_app.content.queries.settings import site_settings
from admin_app.errors import TooMany
from admin_app.extensions import db
from admin_app.history.bulk import change_rows
from admin_app.outbox import post_letter
from admin_app.readers.actions.answers import tell_of_answers
from admin_app.readers.models import Comment, CommentStatus, HeldFor, Reader
from admin_app.readers.queries.readers import reader_at, waiting_for_confirmation
from admin_app.web.hosts import NoTrustedAddress, link_to
from admin_app.web.signed import signed

PURPOSE: Final = "confirm-address"
LINK_AGE: Final = timedelta(days=3)
ONE_MAIL_IN: Final = timedelta(days=1)
"""Nobody is mailed more often because of what others type; who has an old link may sooner."""
ASKED_AGAIN_IN: Final = timedelta(minutes=10)


def known_reader(email: str) -> Reader:
    """The reader with this address in lower case, made where there was none; held until commit."""
    found = reader_at(email)
    if found is not None:
        return found
    # Not by history: what a reader's own request makes, undoing a comment need not take away.
    made = insert(Reader).values(email=email, created_at=now()).returning(Reader)
    return db.session.scalars(made).one()


def ask_to_confirm(reader: Reader, *, answers: bool, again: bool = False) -> bool:
    """Mail the reader a link that confirms the address; whether a mail went into the outbox.

    With `answers` it also says that they want to be told of answers. One mail a day, or sooner for
    who asks `again` with an older link; raises `TooMany` where even that is too soon.
    """
    least = ASKED_AGAIN_IN if again else ONE_MAIL_IN
    at = now()
    if reader.asked_at is not None and reader.asked_at > at - least:
        if again:
            raise TooMany(
                "A link was mailed to you a moment ago. Look for it, or ask again in ten minutes.",
                int(least.total_seconds()),
            )
        return False
    try:
        link = link_to(
            "publication.confirm_address", token=signed(PURPOSE, [reader.id, int(answers)])
        )
    except NoTrustedAddress:
        return False
    title = site_settings().site_title
    post_letter(
        reader.email,
        f"Confirm your address for {title}",
        "readers/email/confirm",
        link=link,
        site_title=title,
        answers=answers,
    )
    _note(reader, asked_at=at)
    return True


def confirm(reader: Reader, *, answers: bool) -> list[int]:
    """Take the address as the reader's own; the ids of the comments that appear with that.

    Those are the ones that waited for nothing else. With `answers`, mail about answers comes, even
    where the reader had once stopped all of it.
    """
    values: dict[str, datetime | None] = {} if reader.confirmed_at else {"confirmed_at": now()}
    if answers and reader.mail_stopped_at:
        values["mail_stopped_at"] = None
    if values:
        _note(reader, **values)
    waiting = waiting_for_confirmation(reader.email)
    if not waiting:
        return []
    shown = change_rows(
        Comment,
        waiting,
        lambda row: (
            {"status": CommentStatus.APPROVED.value}
            if (row.status, row.held_for) == (CommentStatus.PENDING, HeldFor.UNCONFIRMED)
            else None
        ),
        reads=("status", "held_for"),
    )
    tell_of_answers(shown)
    return shown


def _note(reader: Reader, **values: object) -> None:
    db.session.execute(
        update(Reader)
        .where(Reader.id == reader.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(reader)
