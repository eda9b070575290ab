"""Whether the process answers, and whether the database does."""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from admin_app.extensions import db, migrate

health = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    """Serve /healthz and /readyz."""
    app.register_blueprint(health)


@health.get("/healthz")
def healthz() -> Response:
    """200 while the process answers."""
    return Response("ok\n", mimetype="text/plain")


@health.get("/readyz")
def readyz() -> Response:
    """200 when the database answers and is migrated; 503 with the reason otherwise."""
    try:
        stored = MigrationContext.configure(db.session.connection()).get_current_heads()
    except SQLAlchemyError:
        current_app.logger.warning("readyz: the database does not answer", exc_info=True)
        return Response("the database does not answer\n", 503, mimetype="text/plain")
    if set(stored) != expected_heads():
        return Response("the database is not migrated\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


def expected_heads() -> set[str]:
    """The newest revisions that this code knows."""
    kept: set[str] | None = current_app.extensions.get("expected_heads")
    if kept is None:
        script = ScriptDirectory.from_config(migrate.get_config())
        kept = current_app.extensions["expected_heads"] = set(script.get_heads())
    return kept
