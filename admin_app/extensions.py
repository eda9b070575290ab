"""The Flask extensions, made once and bound in `create_app`.

Flask-Security keeps an application's keys on itself, so each application makes its own
(`people/sign_in`).
"""

from __future__ import annotations

from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The models' base, with names for every constraint so that migrations can find them.

    `db.Model` is made of it while the program runs, and names the table by itself; ours say theirs,
    and stand on this class, which type checkers can read.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# Autoflush is off: a query must never write by the way, nor wipe what history has yet to see.
db = SQLAlchemy(model_class=Base, session_options={"autoflush": False})
csrf = CSRFProtect()
babel = Babel()
