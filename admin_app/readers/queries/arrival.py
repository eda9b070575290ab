"""What a new comment is measured against, and what of their own a reader may still change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    bindparam,
    exists,
    func,
    literal_column,
    select,
)

from admin_app.columns import UtcDateTime, now
from admin_app.content.models import Page, Post
from admin_app.content.queries.public.texts import live_text
from admin_app.content.queries.stretch import AnyRow
from admin_app.database import lock_key
from admin_app.extensions import db
from admin_app.ids import among
from admin_app.readers.models import Comment, Reader

MOST_COUNTED: Final = 1000
DAY: Final = timedelta(days=1)
MINUTE: Final = timedelta(minutes=1)
OWN_FOR: Final = timedelta(minutes=10)
"""How long a reader may edit or withdraw what they wrote."""

_COMMENT = Comment.__table__


@dataclass(frozen=True)
class Record:
    """What is known of a sender as a comment arrives.

    `said_before` is by the same reader under the same text, `said_from_network` by anybody of
    their network; `is_confirmed` tells of their email address.
    """

    from_address: int
    from_network: int
    from_email: int
    said_before: bool
    said_from_network: bool
    approved_before: bool
    is_confirmed: bool


def locked_text(
    model: type[Post | Page], text_id: int, sender: str | None = None
) -> Post | Page | None:
    """The live text, which stays until the commit; others may comment on it meanwhile.

    With the email address of a `sender`, what they say under this text arrives one after the other
    until then, so that the same, sent twice at once, is seen to be the same. On SQLite all writers
    do so.
    """
    asked: dict[str, Any] = {"text_id": text_id, "moment": now()}
    hold = sender is not None and db.session.connection().dialect.name == "postgresql"
    if hold:
        asked["key"] = lock_key(f"{sender} {model.__tablename__} {text_id}")
    found = db.session.scalar(_locked(model, hold), asked)
    return found if isinstance(found, (Post, Page)) else None


@cache
def _locked(model: type[Post | Page], hold: bool) -> Select[Any]:
    key = bindparam("key", type_=BigInteger())
    held = (func.pg_advisory_xact_lock(key),) if hold else ()
    asked = live_text(model, *held).where(model.id == bindparam("text_id"))
    return asked.with_for_update(read=True, key_share=True)


def record_of(comment: Comment) -> Record:
    """What the comment's sender has said: in the last minute, the same within a day, ever approved.

    The comment itself does not count, should it be stored already.
    """
    at = now()
    row = (
        db.session.connection()
        .execute(
            _record(comment.post_id is not None),
            {
                "text_id": comment.post_id or comment.page_id,
                "email": comment.author_email,
                "address": comment.author_ip,
                "network": comment.author_network,
                "fingerprint": comment.fingerprint,
                "own": comment.id or 0,
                "minute_ago": at - MINUTE,
                "day_ago": at - DAY,
            },
        )
        .one()
    )
    return Record(*row)


@cache
def _record(on_post: bool) -> Select[Any]:
    # Made once, and of the table: that takes longer than to find what it asks for.
    comment, reader = _COMMENT.c, Reader.__table__.c
    by_email = comment.author_email == bindparam("email")
    of_network = (
        comment.author_network == bindparam("network"),
        comment.author_network != literal_column("''"),
    )
    own_text = (comment.post_id if on_post else comment.page_id) == bindparam("text_id")
    again = (
        comment.created_at > bindparam("day_ago", type_=UtcDateTime()),
        comment.fingerprint == bindparam("fingerprint"),
        own_text,
        comment.id != bindparam("own"),
    )
    return select(
        _recent(comment.author_ip == bindparam("address")),
        _recent(*of_network),
        _recent(by_email),
        exists().where(by_email, *again),
        exists().where(*of_network, *again),
        exists().where(
            by_email,
            comment.status == literal_column("'approved'"),
            comment.id != bindparam("own"),
        ),
        exists().where(reader.email == bindparam("email"), reader.confirmed_at.is_not(None)),
    )


def _recent(*whose: ColumnElement[bool]) -> Any:
    since = bindparam("minute_ago", type_=UtcDateTime())
    most: Any = literal_column(str(MOST_COUNTED))
    some = select(_COMMENT.c.id).where(*whose, _COMMENT.c.created_at > since).limit(most)
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def still_own(text: Post | Page, ids: Collection[int]) -> Sequence[AnyRow]:
    """Those of these comments that their writer may still change, as (id, status).

    What was set aside by nobody, as it came in, is among them: its writer is not told.
    """
    comment = _COMMENT.c
    under = comment.post_id if isinstance(text, Post) else comment.page_id
    return db.session.execute(
        select(comment.id, comment.status)
        .where(among(comment.id, ids), under == text.id, *changeable())
        .order_by(comment.id)
    ).all()


def changeable(at: datetime | None = None) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a reader may change a comment of their own."""
    comment = _COMMENT.c
    aside = comment.status.in_([literal_column("'removed'"), literal_column("'spam'")])
    return (
        comment.created_at > (at or now()) - OWN_FOR,
        comment.user_id.is_(None),
        ~aside | (comment.decided_at.is_(None) & (comment.status == literal_column("'spam'"))),
    )
