"""Import and export: what comes into the site from files, and what leaves it as files."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bind what this folder brings to the application."""
    from admin_app.exchange import jobs, models  # noqa: F401
    from admin_app.exchange.commands import dataset_command, export_group, import_group
    from admin_app.exchange.desk import put_on_desk

    put_on_desk(app)
    app.cli.add_command(import_group)
    app.cli.add_command(export_group)
    app.cli.add_command(dataset_command)
