"""Where readers find nothing, a redirect may know where it has gone."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, redirect, request
from werkzeug.exceptions import NotFound as Missing

from admin_app.content.queries.public.redirects import leads_to
from admin_app.errors import NotFound
from admin_app.web.errors import on_http_error, on_refusal

# What has no address that readers ever knew.
APART = ("/admin/", "/static/")


def init_app(app: Flask) -> None:
    """Look for a redirect before a page says that there is nothing; no other page pays for it."""
    app.register_error_handler(NotFound, _on_refusal)
    app.register_error_handler(Missing, _on_missing)


def _on_refusal(refusal: NotFound) -> Any:
    return _led_on() or on_refusal(refusal)


def _on_missing(error: Missing) -> Any:
    return (None if error.response is not None else _led_on()) or on_http_error(error)


def _led_on() -> Response | None:
    """The way on, with the query that the reader brought; None where there is none."""
    if request.method not in ("GET", "HEAD") or request.path.startswith(APART):
        return None
    found = leads_to(request.path)
    if found is None:
        return None
    location, for_good = found
    if location.startswith("/"):
        location = request.script_root + location
    query = request.query_string.decode("latin-1")
    if query:
        location += ("&" if "?" in location else "?") + query
    answer = redirect(location, 301 if for_good else 302)
    # Asked about again each time: an editor may change it, or the text come back.
    answer.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return answer  # type: ignore[return-value]
