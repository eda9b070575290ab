"""The readers' blueprint, and what its views share."""

from __future__ import annotations

from flask import Blueprint, current_app, g, render_template, request, session
from flask.wrappers import Response
from flask_login import current_user

from admin_app.publication.own import COOKIE

site = Blueprint("publication", __name__)


def page(template: str, status: int = 200, **shown: object) -> Response:
    """The template as an answer that caches may keep if it was made for nobody in particular."""
    return kept(Response(render_template(template, **shown), status))


def kept(answer: Response) -> Response:
    """The answer with its manners towards caches.

    Anyone's page is kept by all and asked about each time (304 while it is the same). A page with
    a form in it carries a token, and one with a notice says something once: those are kept by the
    reader's own browser alone, so that going back shows what was typed.
    """
    answer.vary.add("Cookie")
    if (
        "csrf_token" in g
        or session.modified
        or COOKIE in request.cookies
        or "unlocked" in session  # what has a password is no page for everyone
        or current_user.is_authenticated
        or answer.status_code != 200
    ):
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer
    answer.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    answer.add_etag(weak=True)
    answer.make_conditional(request)
    return answer


def absolute(path: str) -> str:
    """The path as an address that holds outside of this site."""
    root: str = current_app.config["SITE_URL"] or request.host_url.rstrip("/")
    return root + path


def here() -> str:
    """This page's own address, without what only chooses a view of it."""
    return absolute(request.path)
