"""What has to be true before the web server starts: a current schema, and somebody to sign in.

Runs as a child of the supervisor (`python -m admin_app.serve.prepare`), which so stays small. Says
on its standard output, in one line of JSON, what to greet with.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from admin_app import create_app
from admin_app.config import UnsafeSettings
from admin_app.database import database_url
from admin_app.demo.build import OWNER, build_demo
from admin_app.extensions import db
from admin_app.people.queries import anybody_has_an_account, person_by_email
from admin_app.serve.instance import keep_owner_password, unshown_owner_password
from admin_app.serve.refusal import StartRefused

# Any number will do, as long as nobody else's program takes the same one in this database.
ADVISORY_KEY = 0x_C0_9D_E5_C0
DRIVERS = frozenset({"sqlite", "sqlite+pysqlite", "postgresql+psycopg"})


def prepare(app: Flask) -> dict[str, str | None]:
    """Migrate, and make the demo site where nobody has an account yet.

    Returns the owner's `email` and the `password` that has yet to be shown, or None for both. May
    be killed anywhere and run again: the demo is one commit. Raises `StartRefused`.
    """
    instance = Path(app.config["INSTANCE"])
    with app.app_context(), _alone(db.engine, instance):
        flask_migrate.upgrade()
        if not anybody_has_an_account():
            build_demo(keep_owner_password(instance))
        password = unshown_owner_password(instance)
        if password is None or not _opens_the_desk(password):
            return {"email": None, "password": None}
        return {"email": OWNER, "password": password}


def _opens_the_desk(password: str) -> bool:
    """False when somebody has made another account between a start that was killed and this one."""
    owner = person_by_email(OWNER)
    return owner is not None and bool(owner.verify_and_update_password(password))


@contextmanager
def _alone(engine: Engine, instance: Path) -> Iterator[None]:
    """One start at a time: in this folder, and on PostgreSQL in this database."""
    with (instance / ".starting").open("w") as lock, engine.connect() as connection:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if engine.dialect.name == "postgresql":
            # Autocommit: a transaction open all the while would hold back what vacuum may clean.
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_KEY})
        else:
            connection.close()
        yield


def main() -> None:
    """Prepare, print the greeting's facts, or say in one sentence why not."""
    try:
        _refuse_other_databases(os.environ.get("DATABASE_URL") or "sqlite://")
        facts: Any = prepare(create_app())
    except (StartRefused, UnsafeSettings) as refusal:
        sys.exit(str(refusal))
    except OperationalError as error:
        sys.exit(f"The database does not answer: {_first_line(error)}")
    print(json.dumps(facts), flush=True)


def _refuse_other_databases(url: str) -> None:
    try:
        driver = make_url(database_url(url)).drivername
    except ArgumentError:
        driver = "none"
    if driver not in DRIVERS:
        raise StartRefused(
            "DATABASE_URL is not the address of a database that Copydesk knows; it looks like "
            "postgresql://user:password@host/database or sqlite:////path/to/file."
        )


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0]


if __name__ == "__main__":
    main()
