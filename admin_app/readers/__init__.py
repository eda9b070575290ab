"""What readers say, and who decides over it."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Put the moderation queue on the desk, and let the spam score learn."""
    from admin_app.readers import learning  # noqa: F401
    from admin_app.readers.commands import spam_commands
    from admin_app.readers.desk import put_on_desk

    put_on_desk(app)
    app.cli.add_command(spam_commands)
