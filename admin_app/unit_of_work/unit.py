"""One unit of work: from the first statement of a save to its one COMMIT."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from admin_app.database import begin_writing
from admin_app.extensions import db
from admin_app.unit_of_work.form_keys import (
    AlreadyAnswered,
    Answer,
    answer_of,
    keep_answer,
)

# Read by the engine's `begin` event: on SQLite a transaction that will write has to say so first.
writing: ContextVar[bool] = ContextVar("writing", default=False)
# Whether it waits for a lock as long as a save does.
patient: ContextVar[bool] = ContextVar("patient", default=True)
# Whether what is read outside of a unit needs no transaction, where the database can do without.
alone: ContextVar[bool] = ContextVar("alone", default=False)

_sealers: list[Callable[[Session, Unit], None]] = []


class NestedUnit(RuntimeError):
    """A unit of work was opened inside another: the inner one would commit half of the outer."""


@dataclass
class Unit:
    """What one save is about.

    `changeset_id` is filled when history has written its entry, `answer` by the view: what a second
    copy of the form is told. `actor` is in whose name it is done, by id and name, where that is not
    who has sent the request. In `facts` those who take part keep what they need until the commit.
    """

    summary: str
    record: bool = True
    form_key: str | None = None
    undoes: int | None = None
    actor: tuple[int | None, str] | None = None
    changeset_id: int | None = None
    answer: Answer | None = None
    committing: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


def current_unit(session: Session | None = None) -> Unit | None:
    """The unit that is open on this session, if one is."""
    unit: Unit | None = (session or db.session()).info.get("unit")
    return unit


def before_commit(seal: Callable[[Session, Unit], None]) -> Callable[[Session, Unit], None]:
    """Register what has to be written with every save, after its last flush (history does)."""
    if seal not in _sealers:
        _sealers.append(seal)
    return seal


@contextmanager
def one_commit(
    summary: str,
    *,
    record: bool = True,
    form_key: str | None = None,
    undoes: int | None = None,
    actor: tuple[int | None, str] | None = None,
    waits: bool = True,
) -> Iterator[Unit]:
    """All that happens in the block is one COMMIT, or nothing of it is.

    What was loaded before may be stale: fetch inside the block what will be changed.
    `record=False` leaves no history entry. With a `form_key`, a second submission of the same form
    raises `AlreadyAnswered` with the first one's answer, whatever else it stumbles over. With
    `waits=False` it fails at once where it would, on SQLite, wait for another writer. Raises
    `NestedUnit` inside another unit.
    """
    session = db.session()
    if current_unit(session):
        raise NestedUnit(f"“{summary}” inside “{session.info['unit'].summary}”")
    _end_reading(session)
    token = patient.set(waits)
    try:
        with _open(session, Unit(summary, record, form_key, undoes, actor)) as unit:
            yield unit
    finally:
        patient.reset(token)


@contextmanager
def reading_alone() -> Iterator[None]:
    """Have the reads of the block that are in no unit of work be in no transaction either.

    That is on PostgreSQL; on SQLite, where it costs nothing, each still has one.
    """
    token = alone.set(True)
    try:
        yield
    finally:
        alone.reset(token)


def _end_reading(session: Session) -> None:
    """Leave the read transaction, where it could not become the writing one.

    On SQLite it never can, once another writer has committed. On PostgreSQL (READ COMMITTED) it
    goes on, or begins now, and the person who is signed in need not be loaded again.
    """
    pending = session.new or session.dirty or session.deleted
    if pending or session.get_bind().dialect.name == "sqlite":
        session.rollback()


def answer_again(form_key: str | None) -> None:
    """Raise `AlreadyAnswered` if this form has been saved before.

    For a form that is refused before its unit of work opens: a second copy may be wrong only
    because the first one took the name.
    """
    first = answer_of(db.session(), form_key) if form_key else None
    if first is not None:
        raise AlreadyAnswered(first)


@contextmanager
def adopt(summary: str) -> Iterator[Unit]:
    """A unit around changes that a library has already made to loaded objects.

    Nothing of them may have been flushed. On SQLite the read transaction below is exchanged for a
    writing one without expiring the objects; the version column tells if a row moved meanwhile.
    """
    session = db.session()
    if current_unit(session):
        raise NestedUnit(summary)
    if session.in_transaction() and session.get_bind().dialect.name == "sqlite":
        connection = session.connection()
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    with _open(session, Unit(summary)) as unit:
        yield unit


@contextmanager
def _open(session: Session, unit: Unit) -> Iterator[Unit]:
    """From here on the session may write; at the end it commits, once, or nothing is stored."""
    session.info["unit"] = unit
    token = writing.set(True)
    try:
        if session.in_transaction():
            begin_writing(session.connection())
        yield unit
        _seal(session, unit)
        unit.committing = True
        session.commit()
    except BaseException as error:
        session.rollback()
        writing.set(False)  # what is still asked below is only read
        if unit.form_key and isinstance(error, Exception):
            first = answer_of(session, unit.form_key)
            if first is not None:
                raise AlreadyAnswered(first) from error
        raise
    finally:
        writing.reset(token)
        session.info.pop("unit", None)


def _seal(session: Session, unit: Unit) -> None:
    """Write what goes with the save: its history, and the answer to its form."""
    session.flush()
    for seal in _sealers:
        seal(session, unit)
    if unit.form_key:
        answer = unit.answer or Answer(location="")
        unit.answer = replace(answer, changeset_id=unit.changeset_id)
        keep_answer(session, unit.form_key, unit.answer)
