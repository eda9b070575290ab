"""What readers say, and who decides over it."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Put the moderation queue on the desk."""
    from admin_app.readers.desk import put_on_desk

    put_on_desk(app)
