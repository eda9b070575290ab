"""Copydesk: a server-rendered admin that an editorial team trusts.

Everything is imported as it is needed: the supervisor (`admin_app.serve`), which is of this package
too, stays at a quarter of the memory and starts at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The application, ready to serve; `config` goes before the environment."""
    from admin_app.config import settings
    from admin_app.web.application import Copydesk

    app = Copydesk("admin_app", template_folder="../templates", static_folder="../static")
    app.config.from_mapping(settings(config))
    _bind_extensions(app)
    _open_folders(app)
    return app


def _bind_extensions(app: Flask) -> None:
    from admin_app.database import prepare_engine
    from admin_app.database.migrating import Migrations
    from admin_app.extensions import babel, csrf, db
    from admin_app.unit_of_work import install_guard
    from admin_app.web.locale import person_timezone

    db.init_app(app)
    install_guard(db.session)
    with app.app_context():
        prepare_engine(db.engine)
    Migrations(app, db)
    csrf.init_app(app)
    babel.init_app(app, timezone_selector=person_timezone)


def _open_folders(app: Flask) -> None:
    """Each folder brings its own screens, commands and routes."""
    from admin_app import (
        content,
        demo,
        desk,
        exchange,
        history,
        outbox,
        people,
        publication,
        readers,
        web,
    )

    below = (web, desk, outbox, history, people, content, readers)
    for folder in (*below, exchange, publication, demo):
        folder.init_app(app)
