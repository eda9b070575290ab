"""flask links …"""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from admin_app.content.actions.media import hold_sizes
from admin_app.content.actions.texts.links import catch_up, make_all_due
from admin_app.content.media.library import made_anew, media_storage
from admin_app.content.queries.files import pictures_of_other_sizes
from admin_app.errors import Refusal
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


media_commands = CommandGroup("media", help="The files of the library.")


@media_commands.command("remake")
def remake() -> None:
    """Make the sizes of pictures anew that were made in other widths than today's.

    A picture is one commit, so that it can be stopped at any moment and go on later.
    """
    made, after = 0, 0
    while found := retrying(partial(pictures_of_other_sizes, after)):
        for file in found:
            after = file.id
            try:
                sizes = made_anew(media_storage(), file.key)
            except (OSError, Refusal) as error:
                click.echo(f"“{file.title}” was left as it is: {error}", err=True)
                continue
            made += retrying(partial(_hold_sizes, file, sizes))
    click.echo(f"Made the sizes of {made:,} {'picture' if made == 1 else 'pictures'} anew.")


def _hold_sizes(file: Any, sizes: dict[str, str]) -> bool:
    with one_commit(f"Made the sizes of “{file.title}” anew"):
        return hold_sizes(file.id, file.key, sizes)
