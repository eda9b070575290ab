"""Users, roles, permissions, sign-in."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Sign-in, the gate before the desk, and the commands for people."""
    from admin_app.desk.saved.queries import keep_views, views_of
    from admin_app.people import access, housekeeping, models, owners, sign_in  # noqa: F401
    from admin_app.people.commands import people_commands
    from admin_app.people.desk import put_on_desk
    from admin_app.people.sign_in.store import ask_of_person

    sign_in.install(app)
    access.install(app)
    put_on_desk(app)
    ask_of_person(app, lambda: views_of('"user".id'), keep_views)
    app.cli.add_command(people_commands)
