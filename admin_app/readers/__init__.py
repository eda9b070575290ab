"""What readers say, and who decides over it."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Put the moderation queue on the desk, let the score learn, people be mailed, figures kept."""
    from admin_app.readers import (  # noqa: F401
        akismet,
        answering,
        counting,
        described,
        digests,
        housekeeping,
        learning,
        sweeping,
        telling,
    )
    from admin_app.readers.commands import figures_commands, spam_commands
    from admin_app.readers.desk import put_on_desk
    from admin_app.readers.digests import mailed

    put_on_desk(app)
    mailed.serve(app)
    app.cli.add_command(spam_commands)
    app.cli.add_command(figures_commands)
