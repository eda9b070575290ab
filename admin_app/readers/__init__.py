"""readers."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bind what this folder brings to the application."""
    from admin_app.readers import models  # noqa: F401
