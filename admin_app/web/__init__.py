"""HTTP manners: sessions, headers, errors to pages, cursors, Jinja filters."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Proxies, sessions, headers, error pages, filters and the two health checks."""
    from admin_app.web import errors, filters, headers, health, hosts, proxies, sessions

    proxies.init_app(app)
    sessions.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    health.init_app(app)
    hosts.init_app(app)
