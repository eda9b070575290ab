"""Runs the migrations on the application's own engine."""

from __future__ import annotations

from alembic import context
from flask import current_app

from admin_app.unit_of_work.unit import writing

db = current_app.extensions["migrate"].db


def run() -> None:
    """All migrations that are due, in one transaction on either database."""
    token = writing.set(True)
    try:
        with db.engine.connect() as connection:
            context.configure(
                connection=connection,
                target_metadata=db.metadata,
                compare_type=True,
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
