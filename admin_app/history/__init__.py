"""What changed, who did it, when, and how to take it back."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Record every change of the session's recorded models; show it under Activity."""
    from admin_app import desk
    from admin_app.desk.today import add_panel
    from admin_app.extensions import db
    from admin_app.history import models  # noqa: F401
    from admin_app.history.desk import ActivityView, activity_panel
    from admin_app.history.record import install_recorder

    install_recorder(db.session)
    desk.add(ActivityView(endpoint="activity"), app)
    add_panel(app, activity_panel())
