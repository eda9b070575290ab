"""What every screen of the desk shares, on Flask-Admin.

`desk.add(desk.ModelView(MyModel), app)` puts a model on the desk: list, forms, one-commit saves,
history and undo; docs/your-own-model.md shows how.
"""

from __future__ import annotations

from flask import Flask, current_app

from admin_app.desk.views import ModelView, PageView, QuickEdit

__all__ = ["ModelView", "PageView", "QuickEdit", "add", "init_app"]


def init_app(app: Flask) -> None:
    """Make the desk under /admin/, with its first screen; the folders add theirs."""
    from flask_admin.base import Admin

    from admin_app.desk.forms.drawn import drawn_field
    from admin_app.desk.keys import EVERYWHERE, KeysView, add_keys
    from admin_app.desk.menu import Entry, Menu
    from admin_app.desk.palette import PaletteView
    from admin_app.desk.saved.models import SavedView
    from admin_app.desk.saved.view import SavedViewView
    from admin_app.desk.today import Today

    today = Today(name="Today", endpoint="admin", url="/admin")
    app.extensions["desk_menu"] = Menu()
    app.extensions["desk_panels"] = []
    app.extensions["desk"] = Admin(app, name="Copydesk", index_view=today)
    add(SavedViewView(SavedView, endpoint="view"), app)
    add(PaletteView(name="Search or go to", endpoint="palette", url="/admin/palette"), app)
    add(KeysView(name="Keys", endpoint="keys", url="/admin/keys"), app)
    add_keys(app, "Everywhere", *EVERYWHERE)
    app.extensions["desk_menu"].add(Entry("Today", "admin.index", "Desk", 0, today.is_accessible))
    app.jinja_env.globals["drawn_field"] = drawn_field
    app.context_processor(_page_frame)


def add(view: ModelView | PageView, app: Flask | None = None) -> None:
    """Put this screen on the desk of `app` (the current application by default).

    What is done to a model's rows may be undone by whom its view's `may_undo` says, unless the
    folder that owns the table has registered an `undo_policy`.
    """
    from admin_app.desk.menu import Entry
    from admin_app.history.undo.policy import undo_default

    app = app or current_app._get_current_object()  # type: ignore[attr-defined]
    app.extensions["desk"].add_view(view)
    if isinstance(view, ModelView):
        undo_default(view.model.__tablename__, view.may_undo)
    if view.label:
        default = type(view)._default_view
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
    from admin_app.desk.lists.drawn import Keeper
    from admin_app.desk.menu import menu, view_here

    return {
        "desk_sections": lambda: menu().sections(),
        "desk_view_here": view_here,
        "kept": Keeper(),
    }
