"""A command in a database without tables says what to run first."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from admin_app import create_app
from admin_app.extensions import db
from admin_app.web.commands import Command, CommandGroup
from tests.support import databases


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("SELECT id FROM never_made", True),
        ("SELECT never_made FROM post", True),
        ("SELECT 1 WHERE", False),
    ],
)
def test_only_what_is_missing_is_told_as_missing(app: Flask, statement: str, told: bool) -> None:
    group = CommandGroup("trial")

    @group.command("read")
    def read() -> None:
        db.session.execute(text(statement))

    answer = app.test_cli_runner().invoke(group, ["read"])
    assert answer.exit_code == 1
    assert ("flask --app wsgi db upgrade" in answer.output) == told
    assert isinstance(answer.exception, SystemExit) == told


def test_a_command_that_stands_alone_does_too(tmp_path: Path) -> None:
    empty = create_app(databases.settings(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path))
    answer = empty.test_cli_runner().invoke(args=["demo"])
    assert answer.exit_code == 1
    assert "flask --app wsgi db upgrade" in answer.output
    assert isinstance(answer.exception, SystemExit)


def test_every_command_of_the_product_does(app: Flask) -> None:
    ours = {
        name: command
        for name, command in app.cli.commands.items()
        if str(getattr(command.callback, "__module__", "admin_app")).startswith("admin_app")
    }
    assert {"demo", "export", "import", "outbox", "user"} <= ours.keys()
    # The first writes files and asks no database; the second is what such a database needs.
    del ours["dataset"], ours["db"]
    for name, command in ours.items():
        assert isinstance(command, (Command, CommandGroup)), name


def test_no_page_carries_the_migrations_along(tmp_path: Path) -> None:
    asked = "import sys, wsgi; sys.exit('alembic' in sys.modules)"
    settings = {
        **os.environ,
        "SECRET_KEY": secrets.token_hex(32),
        "DATABASE_URL": "sqlite://",
        "COPYDESK_INSTANCE": str(tmp_path),
    }
    assert subprocess.run([sys.executable, "-c", asked], env=settings, check=False).returncode == 0


def test_the_migrations_are_commands_all_the_same(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    assert "upgrade" in run(args=["db", "--help"]).output
    assert "No such command" in run(args=["db", "nonsense"]).output
    assert run(args=["db", "current"]).exit_code == 0
