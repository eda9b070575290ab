"""Flask-Migrate, which only commands need: no page carries it along, eleven MiB with Alembic."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
from flask import Flask

FOLDER = Path(__file__).parents[1] / "migrations"
_REVISION = re.compile(r'^(down_revision|revision) = "(\w+)"', re.MULTILINE)


class Migrations:
    """What Flask-Migrate keeps of an application; it takes this one's place when it is asked."""

    def __init__(self, app: Flask, db: Any) -> None:
        self._app, self._db = app, db
        app.extensions["migrate"] = self
        app.cli.add_command(migrations)

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate

        Migrate(self._app, self._db, FOLDER, compare_type=True, render_as_batch=False)
        return getattr(self._app.extensions["migrate"], name)


@click.command(
    "db",
    short_help="Perform database migrations.",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def migrations(context: click.Context, arguments: tuple[str, ...]) -> None:
    """Hand on to Flask-Migrate's own commands."""
    from flask_migrate.cli import db as commands

    commands.main(
        list(arguments), prog_name=context.command_path, standalone_mode=False, parent=context
    )


def newest_revisions() -> set[str]:
    """The revisions that no other one follows, as the files of this code say."""
    known: set[str] = set()
    followed: set[str] = set()
    for file in (FOLDER / "versions").glob("*.py"):
        said = dict(_REVISION.findall(file.read_text("utf-8")))
        known.add(said["revision"])
        followed.add(said.get("down_revision", ""))
    return known - followed
