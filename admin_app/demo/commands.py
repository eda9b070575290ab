"""`flask demo`."""

from __future__ import annotations

import secrets

import click
from flask.cli import with_appcontext

from admin_app.demo.build import build_demo
from admin_app.people.queries import anybody_has_an_account
from admin_app.web.commands import Command


@click.command("demo", cls=Command)
@with_appcontext
def demo() -> None:
    """Make the demo site, in a database that has nobody in it yet."""
    if anybody_has_an_account():
        raise click.ClickException("There are people here already; the demo needs an empty site.")
    password = secrets.token_urlsafe(15)
    email = build_demo(password)
    click.echo(f"Sign in as {email} with the password {password}")
