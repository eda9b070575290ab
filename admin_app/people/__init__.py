"""Users, roles, permissions, sign-in."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Sign-in, the gate before the desk, and the commands for people."""
    from admin_app.people import access, models, owners, sign_in  # noqa: F401
    from admin_app.people.commands import people_commands
    from admin_app.people.desk import put_on_desk

    sign_in.install(app)
    access.install(app)
    put_on_desk(app)
    app.cli.add_command(people_commands)
