"""Whether the process answers, and whether the database does."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from admin_app.database.migrating import newest_revisions
from admin_app.extensions import db

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
        stored = stored_revisions()
    except SQLAlchemyError:
        current_app.logger.warning("readyz: the database does not answer", exc_info=True)
        return Response("the database does not answer\n", 503, mimetype="text/plain")
    if stored != expected_heads():
        return Response("the database is not migrated\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


def stored_revisions() -> set[str]:
    """The newest revisions that the database has; none, where it was never migrated."""
    connection = db.session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.scalars(text("SELECT version_num FROM alembic_version")))


def expected_heads() -> set[str]:
    """The newest revisions that this code knows."""
    kept: set[str] | None = current_app.extensions.get("expected_heads")
    if kept is None:
        kept = current_app.extensions["expected_heads"] = newest_revisions()
    return kept
