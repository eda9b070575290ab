"""Where a reader is told of: their comments, those that only history knows, and mentions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    func,
    literal,
    or_,
    select,
    union,
)

from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.ids import among, chunks
from admin_app.readers.erasing import NAMELESS, Traces
from admin_app.readers.models import Appeal, Comment, Reader, ReaderNote, Report, Rule, Watch

PORTION = 1_000

_COMMENT = Comment.__table__.c
_CHANGE = Change.__table__.c
_RULE = Rule.__table__.c


def ids_of(email: str) -> list[int]:
    """The comments of this reader that are there."""
    found = select(_COMMENT.id).where(_COMMENT.author_email == email).order_by(_COMMENT.id)
    return list(db.session.scalars(found))


def ids_in_history(entity: str, column: str, email: str) -> list[int]:
    """The rows of which history knows that they once held this address."""
    held = [_at(side, column) for side in (_CHANGE.before, _CHANGE.after)]
    return list(
        db.session.scalars(
            select(_CHANGE.entity_id)
            .where(_CHANGE.entity == entity, or_(*(func.lower(one) == email for one in held)))
            .distinct()
            .order_by(_CHANGE.entity_id)
        )
    )


def known_as(email: str, ids: Collection[int]) -> Traces:
    """The names and network addresses that they have used, in comments and in their history."""
    rows = union(
        *(
            select(_COMMENT[name].label("value"), _kind(name)).where(_COMMENT.author_email == email)
            for name in ("author_name", "author_ip")
        ),
        *(
            select(_at(side, name).label("value"), _kind(name)).where(_of_comments(ids))
            for side in (_CHANGE.before, _CHANGE.after)
            for name in ("author_name", "author_ip")
        ),
        select(_CHANGE.label.label("value"), _kind("author_name")).where(_of_comments(ids)),
    ).subquery()
    found: dict[str, set[str]] = {"author_name": set(), "author_ip": set()}
    for value, kind in db.session.execute(select(rows).order_by(rows.c.value)):
        if value and value != NAMELESS:
            found[kind].add(value)
    return Traces(email, frozenset(found["author_name"]), frozenset(found["author_ip"]))


def changes_of_comments(ids: Collection[int]) -> Iterator[Sequence[Any]]:
    """The history of these comments, some hundred rows at a time."""
    wanted = select(_CHANGE.id, _CHANGE.label, _CHANGE.before, _CHANGE.after)
    return _for_each(wanted.where(_CHANGE.entity == "comment"), _CHANGE.entity_id, ids)


def changesets_about(ids: Collection[int]) -> Iterator[Sequence[Any]]:
    """The saves in which these comments were written, changed, decided over or answered.

    One in which many were may come more than once.
    """
    of_comments = select(_CHANGE.changeset_id).where(_CHANGE.entity == "comment")
    answers = of_comments.join(Comment, _COMMENT.id == _CHANGE.entity_id)
    for some in chunks(sorted(ids), PORTION):
        # Two parts, each by its own index: with OR between them all of history would be read.
        about = union(
            of_comments.where(among(_CHANGE.entity_id, some)),
            answers.where(among(_COMMENT.parent_id, some)),
        )
        yield db.session.execute(
            select(Changeset.id, Changeset.summary, Changeset.actor_id, Changeset.actor_name)
            .where(Changeset.id.in_(about))
            .order_by(Changeset.id)
        ).all()


def own_bodies(ids: Collection[int]) -> Iterator[Sequence[Any]]:
    """The texts of these comments, and the words of why they were removed."""
    wanted = select(_COMMENT.id, _COMMENT.body, _COMMENT.reason_words)
    return _for_each(wanted, _COMMENT.id, ids)


def notes_of(email: str) -> list[int]:
    """The ids of the notes on this reader."""
    found = select(ReaderNote.id).where(ReaderNote.email == email)
    return list(db.session.scalars(found.order_by(ReaderNote.id)))


def reader_of(email: str) -> Reader | None:
    """What is known of the reader beyond their comments."""
    return db.session.scalar(select(Reader).where(Reader.email == email))


def watches_of(email: str) -> Sequence[Any]:
    """The comments whose answers they want to hear of."""
    return db.session.execute(
        select(Watch.id, Watch.comment_id, Watch.created_at, Watch.stopped_at)
        .join(Reader, Reader.id == Watch.reader_id)
        .where(Reader.email == email)
        .order_by(Watch.id)
    ).all()


def appeals_of(ids: Collection[int]) -> Sequence[Any]:
    """The appeals over these comments."""
    return db.session.execute(
        select(
            Appeal.id,
            Appeal.comment_id,
            Appeal.text,
            Appeal.created_at,
            Appeal.outcome,
            Appeal.answer,
            Appeal.decided_at,
        )
        .where(among(Appeal.comment_id, ids))
        .order_by(Appeal.id)
    ).all()


def comments_whole(ids: Collection[int]) -> Iterator[Sequence[Any]]:
    """These comments with all that is kept of each."""
    names = (
        "id", "post_id", "page_id", "parent_id", "author_name", "author_email", "author_url",
        "author_ip", "body", "status", "created_at", "decided_at", "reason", "reason_words",
        "spam_score",
    )  # fmt: skip
    wanted = select(*(_COMMENT[name] for name in names))
    return _for_each(wanted, _COMMENT.id, ids)


def history_whole(ids: Collection[int]) -> Iterator[Sequence[Any]]:
    """What was done to these comments, when, and what changed by it."""
    wanted = (
        select(
            _CHANGE.id,
            _CHANGE.entity_id.label("comment_id"),
            _CHANGE.verb,
            _CHANGE.before,
            _CHANGE.after,
            Changeset.at,
            Changeset.summary,
        )
        .select_from(Change)
        .join(Changeset, Changeset.id == _CHANGE.changeset_id)
    )
    return _for_each(wanted.where(_CHANGE.entity == "comment"), _CHANGE.entity_id, ids)


def reports_about(ids: Collection[int]) -> Sequence[Any]:
    """What others have reported of these comments; not who."""
    return db.session.execute(
        select(Report.comment_id, Report.reason, Report.words, Report.created_at)
        .where(among(Report.comment_id, ids))
        .order_by(Report.id)
    ).all()


def _for_each(
    rows: Select[*tuple[Any, ...]], column: Any, ids: Collection[int]
) -> Iterator[Sequence[Any]]:
    """The rows whose column is one of these ids, for some hundred ids at a time.

    All ids at once would be sent, and looked through, with every portion.
    """
    for some in chunks(sorted(ids), PORTION):
        yield db.session.execute(
            rows.where(among(column, some)).order_by(rows.selected_columns[0])
        ).all()


def _of_comments(ids: Collection[int]) -> ColumnElement[bool]:
    return (_CHANGE.entity == "comment") & among(_CHANGE.entity_id, ids)


def _at(side: Any, name: str) -> ColumnElement[str]:
    found: ColumnElement[str] = side[name].as_string()
    return found


def _kind(name: str) -> Any:
    return literal(name).label("kind")
