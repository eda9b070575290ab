"""flask outbox …"""

from __future__ import annotations

import click
from flask import current_app

from admin_app.outbox.delivery import deliver_due, why_mail_waits
from admin_app.outbox.worker import Worker
from admin_app.web.commands import CommandGroup

outbox_commands = CommandGroup("outbox", help="Deliver what saves have left to be done.")


@outbox_commands.command("run")
@click.option("--once", is_flag=True, help="Deliver what is due now, then end.")
def run(once: bool) -> None:
    """Deliver mail and jobs until told to end; look for new ones every second."""
    if not once:
        Worker(current_app._get_current_object()).run()  # type: ignore[attr-defined]
        return
    tried = 0
    while count := deliver_due():
        tried += count
    why = why_mail_waits()
    click.echo(f"{tried} messages tried." + (f" Mail waits: {why}" if why else ""))
