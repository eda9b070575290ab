"""Loading rows by the million, in the way that each database likes best."""

from __future__ import annotations

from admin_app.exchange.bulk.loader import Loader
from admin_app.exchange.bulk.postgresql import PostgreSQL
from admin_app.exchange.bulk.sqlite import SQLite
from admin_app.extensions import db


def loader() -> Loader:
    """The loader for the open transaction's database."""
    on_postgresql = db.session.get_bind().dialect.name == "postgresql"
    return PostgreSQL(db.session.connection()) if on_postgresql else SQLite(db.session.connection())


__all__ = ["Loader", "loader"]
