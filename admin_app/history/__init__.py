"""What changed, who did it, when, and how to take it back."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Record every change of the session's recorded models."""
    from admin_app.extensions import db
    from admin_app.history import models  # noqa: F401
    from admin_app.history.record import install_recorder

    if not app.extensions.get("copydesk_recorder"):
        install_recorder(db.session)
        app.extensions["copydesk_recorder"] = True
