"""The headers that every answer carries, and the requests that no page of ours would send."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request, session

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
# A stored file is shown as a picture, never as a page of ours.
FILE_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"

# Endpoints whose address is a secret: no other site is told of it, nothing keeps their pages and no
# search engine lists them. As they say no-referrer, browsers send their own forms back with the
# origin "null".
SECRET: set[str] = set()

# Endpoints that other sites' pages may write to: they read no cookie, and ask for the origin
# themselves.
FOREIGN: set[str] = set()


def init_app(app: Flask) -> None:
    """Install the refusal of foreign requests and the headers."""
    # Before the token of a form is looked for, since that reads the form.
    app.before_request_funcs.setdefault(None, []).insert(0, refuse_unsaid_lengths)
    app.before_request(refuse_foreign_writes)
    app.after_request(add_headers)


def refuse_unsaid_lengths() -> None:
    """411 for a body in chunks, whose length nothing says: no browser sends a form so.

    Werkzeug would read it up to the largest length that is allowed, and drop the rest in silence.
    """
    if request.content_length is None and "Transfer-Encoding" in request.headers:
        abort(411)


def refuse_foreign_writes() -> None:
    """403 for a write that a browser says comes from another site."""
    if request.method in ("GET", "HEAD", "OPTIONS") or request.endpoint in FOREIGN:
        return
    fetch_site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if fetch_site not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin == "null" and request.endpoint in SECRET:
        return
    if origin and not _is_here(origin):
        abort(403)


def _is_here(origin: str) -> bool:
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:  # an address in brackets that is none
        return False


def add_headers(response: Response) -> Response:
    """CSP and its company; a signed-in person's pages are kept by no cache."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    secret = request.endpoint in SECRET
    headers.setdefault("Referrer-Policy", "no-referrer" if secret else "same-origin")
    if secret:
        headers["X-Robots-Tag"] = "noindex, nofollow"
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("X-Frame-Options", "DENY")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    for_everyone = "immutable" in headers.get("Cache-Control", "")
    if secret or (request.endpoint != "static" and not for_everyone and is_private()):
        headers["Cache-Control"] = "private, no-store"
    return response


def is_private() -> bool:
    """Whether this answer was made for one person; asks no database, which may fail by now."""
    return request.path.startswith("/admin") or "_user_id" in session
