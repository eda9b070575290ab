"""Mail and other effects: stored with the save that they follow from, delivered after it.

Within a unit of work call `post_letter`, `post_mail` or `post_job`; what they add is in the save's
commit. The worker (`flask outbox run`) delivers it, at least once. `handles` registers who does
a kind of job, `housekeeping` what the worker does now and then, `unsubscribes` how a mail ends.
"""

from __future__ import annotations

from flask import Flask

from admin_app.outbox.actions import post_job, post_mail
from admin_app.outbox.letters import post_letter
from admin_app.outbox.registry import GiveUp, handles, housekeeping
from admin_app.outbox.unsubscribing import unsubscribe_link, unsubscribes

__all__ = [
    "GiveUp",
    "handles",
    "housekeeping",
    "init_app",
    "post_job",
    "post_letter",
    "post_mail",
    "unsubscribe_link",
    "unsubscribes",
]


def init_app(app: Flask) -> None:
    """The worker's command, the outbox's own housekeeping, and its screen for owners."""
    from admin_app.outbox import chores  # noqa: F401
    from admin_app.outbox.commands import outbox_commands
    from admin_app.outbox.desk import put_on_desk
    from admin_app.outbox.unsubscribing import serve

    serve(app)
    put_on_desk(app)
    app.cli.add_command(outbox_commands)
