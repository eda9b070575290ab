"""The demo site: a small town's newspaper, to look around in before one's own site is there."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bring `flask demo`."""
    from admin_app.demo.commands import demo

    app.cli.add_command(demo)
