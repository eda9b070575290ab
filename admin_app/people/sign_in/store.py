"""Where Flask-Security keeps people: our table, through the unit of work."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_security import SQLAlchemyUserDatastore, UserMixin
from sqlalchemy import bindparam, select

from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.unit_of_work import adopt, current_unit

SUMMARIES = {
    "security.login": "Signed in",
    "security.reset_password": "Set a new password",
    "security.change_password": "Changed the password",
}


_BY_SESSION = select(User).where(User.fs_uniquifier == bindparam("session"))


class PeopleStore(SQLAlchemyUserDatastore):
    """Flask-Security changes people and asks to commit; that is one unit of work, or none."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> UserMixin | None:
        """The person of whom this one attribute is so; for the session's, a statement made once:
        every page of the desk asks.
        """
        if kwargs.keys() == {"fs_uniquifier"}:
            return db.session.scalar(_BY_SESSION, {"session": kwargs["fs_uniquifier"]})
        return super().find_user(case_insensitive, **kwargs)

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
