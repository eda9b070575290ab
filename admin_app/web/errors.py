"""Every failure becomes a page in plain words, below 500 wherever a person caused it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from admin_app.database import is_locked, lacks_room
from admin_app.errors import DISK_FULL, Refusal, TooMany

HEADINGS = {
    400: "That request could not be read",
    401: "Please sign in",
    403: "This is not yours to do",
    404: "There is nothing here",
    405: "That is not how this page is used",
    409: "Not saved",
    411: "That request could not be read",
    413: "That is too large",
    422: "Not saved",
    429: "Too many, too fast",
    503: "Not now",
    507: "The disk is full",
}
MIB = 1024 * 1024
# Bytes of a body over the limit that are let in; who sends more is cut off.
HEARD = 100 * MIB
NO_ROOM = (
    "There is no room left on this site's disk, so nothing was saved. Send it again once whoever "
    "runs the site has made room."
)
LOCKED = (
    "Something has been writing to the database for longer than we can wait, as a backup or a "
    "large import may, so nothing was saved. Send it again in a minute."
)
SIGNED_OUT = (
    "You have been signed out, so this was not saved. Sign in in another tab, come back to this "
    "page, and send it again."
)
HIDDEN = frozenset({"csrf_token", "form_key", "version"})
# Not shown again where they open an account or a text; on the desk, one is a word in the form of a
# post, and a new post that is sent again without it would be open to everyone.
PASSWORDS = frozenset({"password", "password_confirm", "new_password", "new_password_confirm"})


def init_app(app: Flask) -> None:
    """Turn refusals, HTTP errors and failures into pages."""
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(CSRFError, on_csrf_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(DBAPIError, on_database_error)
    app.register_error_handler(OSError, on_system_error)
    app.register_error_handler(Exception, on_failure)


def on_refusal(refusal: Refusal) -> Response:
    """A refusal that no form was there to show."""
    answer = error_page(refusal.status, refusal.message)
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def on_csrf_error(error: CSRFError) -> Response:
    """400; to the person's own browser, with what was typed and a way to send it again."""
    if request.path.startswith("/admin/") and not current_user.is_authenticated:
        # A script of ours has to know whether to ask for the password or for a new token.
        return error_page(401 if wants_json() else 400, SIGNED_OUT)
    return error_page(
        400,
        "This form is too old, or was not made for you, so it was not saved. "
        "What you typed is below: send it again.",
    )


def on_http_error(error: HTTPException) -> Response:
    """An HTTP error in our own words; redirects and ready answers pass through."""
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    if isinstance(error, SecurityError):
        # No page: its links would have to be built on the very host that is not trusted.
        return Response("This site has another name.\n", 400, mimetype="text/plain")
    if isinstance(error, RequestEntityTooLarge):
        _hear_out()
        return error_page(413, f"{_too_large()} Nothing was saved.")
    answer = error_page(error.code or 500, "")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            answer.headers[name] = value
    return answer


def on_database_error(error: DBAPIError) -> Response:
    """400 where the value could not be stored at all, 503 where the database was not there."""
    if isinstance(error, DataError):
        current_app.logger.warning("a value the database refuses: %s", type(error.orig).__name__)
        return error_page(400, "One of the values can't be stored. Nothing was saved.")
    if not isinstance(error, (OperationalError, InterfaceError)):
        return on_failure(error)
    current_app.logger.error("the database: %s", error.orig, exc_info=error)
    if lacks_room(error):
        return error_page(507, NO_ROOM)
    if is_locked(error):
        answer = error_page(503, LOCKED)
        answer.headers["Retry-After"] = "60"
        return answer
    return error_page(503, "The database did not answer. Please try again in a moment.")


def on_system_error(error: OSError) -> Response:
    """507 where the disk is full; all else is a bug, or as bad as one."""
    if error.errno not in DISK_FULL:
        return on_failure(error)
    current_app.logger.error("no room: %s %s", request.method, request.path, exc_info=error)
    _hear_out()
    return error_page(507, NO_ROOM)


def on_failure(error: Exception) -> Response:
    """A bug: logged in full, told in one sentence."""
    current_app.logger.error("failed: %s %s", request.method, request.path, exc_info=error)
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return error_page(
        500, "Something failed on our side, and it is logged. Nothing of this save was stored."
    )


def _too_large() -> str:
    size, most = request.content_length or 0, request.max_content_length or 0
    if size <= most:
        return "This form has more fields than the site takes at once."
    if most < MIB:
        return f"This is {size // 1024 + 1:,} KB, and at most {most // 1024} KB go at once."
    # Rounded up: what is over by a byte is not “20 MB, of 20 MB”.
    shown = f"{-(-size * 10 // MIB) / 10:,.1f}".removesuffix(".0")
    return f"This is {shown} MB, and the site takes at most {most // MIB} MB at once."


def _hear_out() -> None:
    """Take in what is still on its way, up to a limit, and drop it.

    A server that answers and closes while it is being sent to resets the connection, which can
    take the answer with it: a browser shows its own error, a proxy a 502.
    """
    size, most = request.content_length or 0, request.max_content_length or 0
    # Nothing was read of what is too long; what has too many parts was read by halves.
    source = request.environ["wsgi.input"] if size > most else request.stream
    left = min(size, HEARD)
    with suppress(OSError, HTTPException):  # who has left, hears no answer anyway
        while left > 0 and (piece := source.read(min(left, 64 * 1024))):
            left -= len(piece)


def error_page(status: int, message: str) -> Response:
    """The page for this status; what the person typed stays on it."""
    if status >= 500:
        # The page greets whoever is signed in. The database, which would be asked who that is, may
        # be what failed.
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    if wants_json():
        return make_response(jsonify(error=message or HEADINGS.get(status, "")), status)
    return make_response(
        render_template(
            "errors/error.html",
            status=status,
            heading=HEADINGS.get(status, "This did not work"),
            message=message,
            typed=typed(),
        ),
        status,
    )


def wants_json() -> bool:
    """Whether this was asked by a script, which reads no pages."""
    if request.path.startswith("/api/"):
        return True
    return request.accept_mimetypes.best == "application/json"


def typed() -> list[tuple[str, str]]:
    """What a person of this site typed into the form that failed, to send again.

    Empty where another site made the browser send it: its words are not put before anyone.
    """
    if request.method != "POST" or request.max_content_length is None:
        return []
    same_site = request.headers.get("Sec-Fetch-Site", "") == "same-origin" or (
        request.headers.get("Origin", "") == request.host_url.rstrip("/")
    )
    if not same_site:
        return []
    return _form_fields()


def _form_fields() -> list[tuple[str, str]]:
    hidden = HIDDEN if request.path.startswith("/admin/") else HIDDEN | PASSWORDS
    try:
        fields: Any = request.form.items(multi=True)
        return [(name, text) for name, text in fields if name not in hidden]
    except (HTTPException, OSError):
        return []
