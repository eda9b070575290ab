"""The readers' site: what is live, as pages, feed and sitemap."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the readers' site at the root."""
    from admin_app.content.queries.settings import site_settings
    from admin_app.publication import (  # noqa: F401
        as_of,
        comments,
        feed,
        files,
        lists,
        masthead,
        moved,
        sitemap,
        texts,
    )
    from admin_app.publication import review as reviewing
    from admin_app.publication import said as what_was_said
    from admin_app.publication.api import serve
    from admin_app.publication.desk import put_on_desk
    from admin_app.publication.site import site

    app.extensions["site_timezone"] = lambda: site_settings().timezone
    masthead.init_app(app)
    moved.init_app(app)
    app.register_blueprint(site)
    serve(app)
    put_on_desk(app)
    reviewing.init_app(app)
    what_was_said.init_app(app)
    as_of.put_on_desk(app)
