"""content."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bind what this folder brings to the application."""
    from admin_app.content import models  # noqa: F401
