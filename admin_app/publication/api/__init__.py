"""Comments for a static site: JSON in and out, for pages of the sites that the settings name.

No cookie is read, and nobody is signed in here: a reader is who the comment says. What holds for
the form under a text holds here, since the same code takes it in. `openapi.json` describes it, and
a test holds it against the routes and their answers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue

from admin_app.content.queries.settings import site_settings
from admin_app.errors import NotAllowed, Refusal, TooMany
from admin_app.extensions import csrf
from admin_app.publication.api.answers import listed, text_at
from admin_app.publication.api.sending import FieldErrors, send, sent_fields
from admin_app.web.headers import FOREIGN

api = Blueprint("api", __name__, url_prefix="/api")

DESCRIPTION = Path(__file__).with_name("openapi.json")
FRESH = "public, max-age=30"
LARGEST = 256 * 1024
"""Bytes of a comment that is sent, with what stands around it."""


def serve(app: Flask) -> None:
    """Serve /api/."""
    app.register_blueprint(api)
    csrf.exempt(api)
    FOREIGN.add("api.create")


@api.before_request
def know_nobody() -> None:
    """Whoever is signed in on this site is not asked for here."""
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


@api.get("/comments", provide_automatic_options=False)
def index() -> ResponseReturnValue:
    """The approved comments of the text at `address`, from `after` on."""
    _refuse_strangers()
    text = text_at(request.args.get("address", ""))
    answer = jsonify(listed(text, request.args.get("after", "")))
    answer.headers["Cache-Control"] = FRESH
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@api.post("/comments", provide_automatic_options=False)
def create() -> ResponseReturnValue:
    """Take in a comment."""
    _refuse_strangers()
    _refuse_disguised()
    request.max_content_length = LARGEST
    fields = sent_fields(request)
    told = send(text_at(fields.pop("address", "")), fields)
    return jsonify(told), 201 if told["status"] == "published" else 202


@api.route("/comments", methods=["OPTIONS"], provide_automatic_options=False)
def preflight() -> ResponseReturnValue:
    """What a browser asks before it lets another site's page send something."""
    answer = Response(status=204)
    answer.headers["Allow"] = "GET, HEAD, OPTIONS, POST"
    if _is_known(request.headers.get("Origin")):
        answer.headers["Access-Control-Allow-Methods"] = "GET, POST"
        answer.headers["Access-Control-Allow-Headers"] = "Content-Type"
        answer.headers["Access-Control-Max-Age"] = "600"
    return answer


@api.get("/openapi.json")
def description() -> ResponseReturnValue:
    """What this interface is, for programs to read."""
    answer = Response(DESCRIPTION.read_bytes(), mimetype="application/json")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = "public, max-age=3600"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@api.after_request
def name_the_origin(answer: Response) -> Response:
    """Pages of known sites may read the answer, refusals too."""
    answer.vary.add("Origin")
    origin = request.headers.get("Origin")
    if request.endpoint != "api.description" and _is_known(origin):
        answer.headers["Access-Control-Allow-Origin"] = str(origin)
        answer.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return answer


@api.errorhandler(Refusal)
def refused(refusal: Refusal) -> ResponseReturnValue:
    """A sentence, and the field that it belongs to."""
    told: dict[str, Any] = {"error": refusal.message}
    if isinstance(refusal, FieldErrors):
        told["fields"] = refusal.fields
    elif refusal.field:
        told["fields"] = {refusal.field: [refusal.message]}
    answer = jsonify(told)
    answer.status_code = refusal.status
    answer.headers["Cache-Control"] = "no-store"
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def _refuse_strangers() -> None:
    origin = request.headers.get("Origin")
    if origin is not None and not _is_known(origin):
        raise NotAllowed("This site does not show its comments on yours; an owner may allow it.")


def _refuse_disguised() -> None:
    """A page of another site may send without an origin, or with ours: its browser says so."""
    comes_from = request.headers.get("Sec-Fetch-Site", "none")
    known = (request.headers.get("Origin") or "").lower() in _named()
    if comes_from not in ("same-origin", "none") and not known:
        raise NotAllowed("Comments are sent from this site, or from one that an owner has named.")


def _named() -> set[str]:
    return set(site_settings().api_origins.split("\n")) - {""}


def _is_known(origin: str | None) -> bool:
    if origin is None:
        return False
    own = request.host_url.rstrip("/")
    return origin.lower() in {own, *_named()}
