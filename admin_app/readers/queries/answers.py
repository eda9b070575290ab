"""Who waits for which answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Select,
    String,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    select,
    union,
)

from admin_app.content.models import Page, Post
from admin_app.content.queries.stretch import AnyRow
from admin_app.extensions import db
from admin_app.ids import among_given, given_ids
from admin_app.outbox.models import OutboxMessage
from admin_app.readers.models import Comment, Reader, Watch

_COMMENT = Comment.__table__
_WATCH = Watch.__table__
_READER = Reader.__table__


def are_awaited(answer_ids: Collection[int], deepest: int) -> bool:
    """Whether anybody watches what one of these comments answers; one statement."""
    return bool(db.session.scalar(_awaited(), _given(answer_ids, deepest)))


def untold_answers(answer_ids: Collection[int], deepest: int) -> Sequence[AnyRow]:
    """Who is to be told of which of these answers: the watch, its reader, and the answer.

    Those are the confirmed readers who watch what it answers, or, on the deepest level, what stands
    before it there; not of their own, and not twice. One statement.
    """
    found = _watches().subquery()
    answer, post, page = _COMMENT.alias("told"), Post.__table__, Page.__table__
    key = _key(found.c.watch_id, found.c.answer_id)
    return db.session.execute(
        select(
            found.c.watch_id,
            _READER.c.id.label("reader_id"),
            _READER.c.email,
            answer.c.id.label("answer_id"),
            answer.c.author_name,
            answer.c.body,
            answer.c.post_id,
            func.coalesce(post.c.title, page.c.title).label("title"),
            func.coalesce(post.c.slug, page.c.slug).label("slug"),
        )
        .join_from(found, answer, answer.c.id == found.c.answer_id)
        .join(_WATCH, _WATCH.c.id == found.c.watch_id)
        .join(_READER, _READER.c.id == _WATCH.c.reader_id)
        .outerjoin(post, post.c.id == answer.c.post_id)
        .outerjoin(page, page.c.id == answer.c.page_id)
        .where(
            _READER.c.confirmed_at.is_not(None),
            _READER.c.mail_stopped_at.is_(None),
            _READER.c.email != answer.c.author_email,
            ~exists().where(OutboxMessage.__table__.c.key == key),
        )
        .order_by(answer.c.id, found.c.watch_id),
        _given(answer_ids, deepest),
    ).all()


def mail_key(watch_id: int, answer_id: int) -> str:
    """What the mail about this answer is known by, so that it is sent once."""
    return f"answer:{watch_id}:{answer_id}"


def _key(watch_id: Any, answer_id: Any) -> Any:
    return "answer:" + cast(watch_id, String()) + ":" + cast(answer_id, String())


def _given(answer_ids: Collection[int], deepest: int) -> dict[str, Any]:
    return {"answers": given_ids(answer_ids), "deepest": deepest}


@cache
def _awaited() -> Select[Any]:
    # Made once: that takes longer than to find what it asks for.
    return select(exists(_watches().subquery().select()))


def _watches() -> CompoundSelect[Any]:
    """(watch_id, answer_id) of those that appear."""
    answer, watched = _COMMENT.alias("answer"), _COMMENT.alias("watched")
    columns = (_WATCH.c.id.label("watch_id"), answer.c.id.label("answer_id"))
    these = (
        among_given(answer.c.id, "answers"),
        answer.c.status == literal_column("'approved'"),
        _WATCH.c.stopped_at.is_(None),
    )
    direct = select(*columns).join_from(answer, _WATCH, _WATCH.c.comment_id == answer.c.parent_id)
    beside = (
        select(*columns)
        .join_from(answer, watched, watched.c.parent_id == answer.c.parent_id)
        .join(_WATCH, _WATCH.c.comment_id == watched.c.id)
        .where(answer.c.depth >= bindparam("deepest"), watched.c.id < answer.c.id)
    )
    return union(direct.where(*these), beside.where(*these))
