"""A command in a database without tables says what to run first."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from admin_app.extensions import db
from admin_app.web.commands import CommandGroup


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


@pytest.mark.parametrize("name", ["import", "export", "user", "outbox"])
def test_every_group_of_commands_of_the_product_does(app: Flask, name: str) -> None:
    assert isinstance(app.cli.commands[name], CommandGroup)
