"""`flask user create` and `flask user set-password`."""

from __future__ import annotations

import sys

import click

from admin_app.errors import Refusal
from admin_app.people import actions, queries
from admin_app.people.permissions import Role
from admin_app.people.sign_in.mail import normal_address
from admin_app.people.sign_in.passwords import stored
from admin_app.unit_of_work import one_commit, retrying
from admin_app.web.commands import CommandGroup

people_commands = CommandGroup("user", help="The people who sign in to the desk.")

from_stdin = click.option(
    "--password-stdin", is_flag=True, required=True, help="Read the password from standard input."
)


@people_commands.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="", help="Without it, what stands before the @ of the address.")
@from_stdin
def create(email: str, role: str, name: str, password_stdin: bool) -> None:
    """Make an account for EMAIL, with a password read from standard input."""
    account = actions.Account(email, name or email.partition("@")[0], Role(role))

    def work() -> None:
        with one_commit(f"Made an account for {account.name}"):
            actions.create_person(account, hashed)

    try:
        hashed = stored(_password(), (email, name))
        retrying(work)
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from None
    click.echo(f"{email} can sign in as {role}.")


@people_commands.command("set-password")
@click.argument("email")
@from_stdin
def set_password(email: str, password_stdin: bool) -> None:
    """Give EMAIL a new password, read from standard input; their sessions end."""

    def work() -> None:
        with one_commit("Set a password"):
            person = queries.person_by_email(normal_address(email))
            if person is None:
                raise Refusal(f"Nobody has the address {email}.")
            actions.set_password(person, hashed)

    try:
        hashed = stored(_password(), (email,))
        retrying(work)
    except ValueError:
        raise click.ClickException(f"{email} is not an email address.") from None
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from None
    click.echo(f"{email} has a new password, and is signed out everywhere.")


def _password() -> str:
    # One line ending belongs to whoever typed or echoed it, not to the password.
    return sys.stdin.read().removesuffix("\n").removesuffix("\r")
