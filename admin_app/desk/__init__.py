"""What every screen of the desk shares, on Flask-Admin.

`desk.add(MyView(MyModel))` puts a model on the desk: list, forms, one-commit saves, history, undo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, current_app

if TYPE_CHECKING:
    from admin_app.desk.views import ModelView, PageView


def init_app(app: Flask) -> None:
    """Make the desk under /admin/, with its first screen; the folders add theirs."""
    from flask_admin import Admin

    from admin_app.desk.menu import Entry, Menu
    from admin_app.desk.today import Today

    today = Today(name="Today", endpoint="admin", url="/admin")
    app.extensions["desk_menu"] = Menu()
    app.extensions["desk_panels"] = []
    app.extensions["desk"] = Admin(app, name="Copydesk", index_view=today)
    app.extensions["desk_menu"].add(Entry("Today", "admin.index", "Desk", 0, today.is_accessible))
    app.context_processor(_page_frame)


def add(view: ModelView | PageView, app: Flask | None = None) -> None:
    """Put this screen on the desk of `app` (the current application by default)."""
    from admin_app.desk.menu import Entry

    app = app or current_app._get_current_object()  # type: ignore[attr-defined]
    app.extensions["desk"].add_view(view)
    if view.label:
        default = view._default_view
        app.extensions["desk_menu"].add(
            Entry(
                view.label,
                f"{view.endpoint}.{default}",
                view.section,
                view.order,
                view.is_accessible,
                view.badge,
            )
        )


def _page_frame() -> dict[str, object]:
    from admin_app.desk.menu import menu

    return {"desk_sections": lambda: menu().sections()}
