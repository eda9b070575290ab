"""The sheet of keys: what the keyboard does on the desk."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app
from flask.typing import ResponseReturnValue

from admin_app.desk.routes import expose
from admin_app.desk.views.page import PageView

_SHEETS = "desk_keys"


@dataclass(frozen=True)
class Key:
    """Keys that are pressed together (“Ctrl K”), and what they do."""

    keys: str
    does: str


EVERYWHERE = (
    Key("Ctrl K", "Search, go to a screen, or create"),
    Key("?", "This sheet"),
    Key("/", "To the search of a list"),
    Key("N", "New, on a list"),
    Key("Esc", "Close what is open"),
)


def add_keys(app: Flask, heading: str, *keys: Key) -> None:
    """Tell of these keys on the sheet; the folders do so for their screens."""
    app.extensions.setdefault(_SHEETS, {}).setdefault(heading, []).extend(keys)


class KeysView(PageView):
    """/admin/keys/: all keys, by where they work."""

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """The sheet."""
        return self.render("admin/keys.html", sheets=current_app.extensions.get(_SHEETS, {}))
