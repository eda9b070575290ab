"""Where Flask-Security keeps people: our table, through the unit of work."""

from __future__ import annotations

from flask import request
from flask_security import SQLAlchemyUserDatastore

from admin_app.extensions import db
from admin_app.unit_of_work import adopt, current_unit

SUMMARIES = {
    "security.login": "Signed in",
    "security.reset_password": "Set a new password",
    "security.change_password": "Changed the password",
}


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
