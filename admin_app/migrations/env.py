"""Runs the migrations on the application's own engine."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from admin_app.unit_of_work.unit import writing

db = current_app.extensions["migrate"].db


def is_modelled(_item: Any, _name: Any, kind: str, stored: bool, model: Any) -> bool:
    """False for what migrations made by hand, as the full-text indexes: no model knows of it.

    `flask db migrate` would otherwise propose to drop them. What is to go, a migration says itself.
    """
    if kind == "foreign_key_constraint" and db.engine.dialect.name == "sqlite":
        # A key that was added with its column comes back without its name, and so looks like
        # another; and SQLite could not change it. Those of a new table come with the table.
        return False
    return not stored or model is not None


def run() -> None:
    """All migrations that are due, in one transaction on either database."""
    token = writing.set(True)
    try:
        with db.engine.connect() as connection:
            context.configure(
                connection=connection,
                target_metadata=db.metadata,
                compare_type=True,
                include_object=is_modelled,
                transaction_per_migration=False,
            )
            with context.begin_transaction():
                context.run_migrations()
            connection.commit()
    finally:
        writing.reset(token)


if context.is_offline_mode():
    raise SystemExit("Migrations run on a database; set DATABASE_URL.")
run()
