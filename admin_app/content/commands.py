"""flask links …"""

from __future__ import annotations

import click

from admin_app.content.actions.texts.links import catch_up, make_all_due
from admin_app.unit_of_work import one_commit, retrying
from admin_app.web.commands import CommandGroup

PORTION = 200

link_commands = CommandGroup("links", help="Where the texts of the site link to.")


@link_commands.command("rebuild")
def rebuild() -> None:
    """Look at the links of every text again; saves may go on meanwhile."""
    retrying(_all_due)
    count = 0
    while looked := retrying(look_at_some):
        count += looked
    click.echo(f"Looked at the links of {count:,} texts.")


def look_at_some() -> int:
    """A portion of what is due, in one commit; how many it were."""
    with one_commit("Looked at links", record=False):
        return catch_up(PORTION)


def _all_due() -> None:
    with one_commit("Looked at links", record=False):
        make_all_due()
