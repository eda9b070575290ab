"""What the sign-in pages take from a request, and what they tell a browser to do with them."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from admin_app.web.headers import SECRET

BLUEPRINT = "security"


def install(app: Flask) -> None:
    """Watch over the pages of Flask-Security's blueprint."""
    app.before_request(take_only_what_is_ours)
    app.after_request(keep_private)
    # The address of a reset page is the key to an account.
    SECRET.add("security.reset_password")


def take_only_what_is_ours() -> None:
    """Sign-in takes forms only, and leads to this site only: any other `next` is dropped."""
    if request.blueprint != BLUEPRINT:
        return
    if request.method == "POST" and request.is_json:
        abort(415)
    request.args = _without_foreign_next(request.args)
    if request.method == "POST":
        request.form = _without_foreign_next(request.form)


def _without_foreign_next(fields: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict(
        (name, value)
        for name, value in fields.items(multi=True)
        if name != "next" or leads_home(value)
    )


def leads_home(url: str) -> bool:
    """Whether every browser takes this as a path on this site."""
    if not url.startswith("/") or url.startswith("//") or len(url) > 2000:
        return False
    if any(ord(char) <= 32 or ord(char) == 127 or char == "\\" for char in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def keep_private(response: Response) -> Response:
    """No cache keeps these pages."""
    if request.blueprint == BLUEPRINT:
        response.headers["Cache-Control"] = "private, no-store"
    return response
