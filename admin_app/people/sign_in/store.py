"""Where Flask-Security keeps people: our table, through the unit of work."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask, current_app, request
from flask_security import SQLAlchemyUserDatastore
from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, exists, select, true

from admin_app.extensions import db
from admin_app.people.access import DESK
from admin_app.people.models import EndedSession, User
from admin_app.unit_of_work import adopt, current_unit

SUMMARIES = {
    "security.login": "Signed in",
    "security.reset_password": "Set a new password",
    "security.change_password": "Changed the password",
}


_IS_OF_SESSION = and_(
    User.fs_uniquifier == bindparam("session"),
    ~exists().where(EndedSession.id == bindparam("sitting")),
)
_BY_SESSION = select(User).where(_IS_OF_SESSION)
_BESIDE = "asked_beside_who_asks"
_OF_PERSON = "asked_of_who_asks"
_OF_SAVE = "asked_of_who_saves"


def ask_beside(app: Flask, row: Callable[[], FromClause], keep: Callable[[Any], None]) -> None:
    """Have each page of the desk ask for this one row along with who is signed in.

    It costs no statement of its own so; `keep` takes what was found.
    """
    app.extensions[_BESIDE] = row, keep


def ask_of_person(
    app: Flask, column: Callable[[], ColumnElement[Any]], keep: Callable[[Any], Any]
) -> None:
    """The same, for what is asked of the person: a column of the statement, with one value."""
    app.extensions.setdefault(_OF_PERSON, []).append((cache(column), keep))


def ask_when_saving(
    app: Flask, column: Callable[[], ColumnElement[Any]], keep: Callable[[Any], Any]
) -> None:
    """The same, for what is sent to the desk: what each save has to know."""
    app.extensions.setdefault(_OF_SAVE, []).append((cache(column), keep))


@cache
def _saving(of_save: tuple[ColumnElement[Any], ...]) -> Select[*tuple[Any, ...]]:
    return select(User, *of_save).where(_IS_OF_SESSION)


@cache
def _with(
    beside: FromClause, of_person: tuple[ColumnElement[Any], ...]
) -> Select[*tuple[Any, ...]]:
    return select(User, *of_person, *beside.c).join(beside, true()).where(_IS_OF_SESSION)


class PeopleStore(SQLAlchemyUserDatastore):
    """Flask-Security changes people and asks to commit; that is one unit of work, or none."""

    def commit(self) -> None:
        """Store what was changed in one commit; nothing at all where nothing was.

        Inside a unit of work it is left to that one.
        """
        session = db.session()
        changed = (
            session.new or session.deleted or any(session.is_modified(row) for row in session.dirty)
        )
        if not changed or current_unit(session):
            return
        with adopt(SUMMARIES.get(request.endpoint or "", "Changed an account")):
            pass


def person_of_session(uniquifier: str, sitting: str) -> User | None:
    """The person of a session that is not over, for a page of the desk with what it needs to know
    besides.

    `sitting` is what an ended session is remembered by. It is one statement.
    """
    session = {"session": uniquifier, "sitting": sitting}
    if request.method == "POST" and _is_of_the_desk():
        return _who_saves(session)
    asked = current_app.extensions.get(_BESIDE) if _is_page_of_the_desk() else None
    if asked is None:
        return db.session.scalar(_BY_SESSION, session)
    beside, keep = asked
    of_person = current_app.extensions.get(_OF_PERSON, ())
    columns = tuple(column() for column, _ in of_person)
    found = db.session.execute(_with(beside(), columns), session).one_or_none()
    if found is None:
        return None
    for place, (_, keep_one) in enumerate(of_person, start=1):
        keep_one(found[place])
    keep(found[1 + len(columns) :])
    person: User = found[0]
    return person


def _who_saves(session: dict[str, Any]) -> User | None:
    asked = current_app.extensions.get(_OF_SAVE, ())
    found = db.session.execute(_saving(tuple(column() for column, _ in asked)), session)
    row = found.one_or_none()
    if row is None:
        return None
    for (_, keep), value in zip(asked, row[1:], strict=True):
        keep(value)
    person: User = row[0]
    return person


def _is_page_of_the_desk() -> bool:
    return request.method == "GET" and _is_of_the_desk()


def _is_of_the_desk() -> bool:
    return request.path.startswith(f"{DESK}/")
