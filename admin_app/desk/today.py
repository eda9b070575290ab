"""Today: what waits, what happened, in panels that the folders register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from flask.typing import ResponseReturnValue
from flask_admin.base import AdminIndexView
from flask_login import current_user

from admin_app.desk.access import Gate
from admin_app.desk.routes import expose
from admin_app.web.locale import zone


@dataclass(frozen=True)
class Tile:
    """A figure that leads somewhere: “Comments waiting · 128 · oldest 3 h 10 min”."""

    label: str
    figure: str
    note: str
    url: str


@dataclass(frozen=True)
class Panel:
    """A part of Today. `read` gives what its template shows as `panel`, or None to stay away.

    A panel of kind “tile” gives a list of `Tile`; others (“wide”, “narrow”, “notice”) name a
    template.
    """

    kind: str
    order: int
    read: Callable[[Any], Any]
    template: str = ""


def add_panel(app: Flask, panel: Panel) -> None:
    """Register a panel; the folders do so for what they own."""
    app.extensions["desk_panels"].append(panel)


class Today(Gate, AdminIndexView):
    """The first page after signing in."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Stock scripts and styles are not served, to anyone.
        self.static_folder = None

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """What waits, activity with Undo, and a chart of comments."""
        shown: dict[str, list[tuple[Any, str]]] = {}
        panels: list[Panel] = current_app.extensions["desk_panels"]
        for panel in sorted(panels, key=lambda panel: panel.order):
            content = panel.read(current_user)
            if content is not None:
                shown.setdefault(panel.kind, []).append((content, panel.template))
        return self.render(
            "admin/index.html", panels=shown, greeting=greeting(datetime.now(zone()))
        )


def greeting(clock: datetime) -> str:
    """A greeting for the hour on the person's clock."""
    if clock.hour < 5:
        return "Good night"
    if clock.hour < 12:
        return "Good morning"
    return "Good afternoon" if clock.hour < 18 else "Good evening"
