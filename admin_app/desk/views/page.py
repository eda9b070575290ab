"""A screen that is no list of rows: Today, settings, an import."""

from __future__ import annotations

from flask_admin.base import BaseView

from admin_app.desk.access import Gate


class PageView(Gate, BaseView):
    """A Flask-Admin view behind the gate. `section`, `label` and `order` place it in the menu."""

    section: str = "Desk"
    label: str = ""
    order: int = 50

    def badge(self) -> int:
        """How much waits here; 0 for nothing."""
        return 0
