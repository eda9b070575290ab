"""Commands that answer a person, not a programmer, when the database is not ready for them."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

# PostgreSQL's names for a table and a column that are not there; SQLite has only words for it.
_MISSING = frozenset({"42P01", "42703"})
_MISSING_WORDS = ("no such table", "no such column")


class _NeedsTables(click.Command):
    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises `click.ClickException` where the database has no tables yet."""
        try:
            return super().invoke(ctx)
        except DBAPIError as error:
            if not _lacks_tables(error):
                raise
            raise click.ClickException(
                "The database is not set up for this version yet; run this first: "
                "flask --app wsgi db upgrade"
            ) from error


class Command(_NeedsTables):
    """A command that does not end in a traceback because `db upgrade` was forgotten."""


class CommandGroup(_NeedsTables, AppGroup):
    """A group of such commands."""


def _lacks_tables(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in _MISSING or str(error.orig).startswith(_MISSING_WORDS)
