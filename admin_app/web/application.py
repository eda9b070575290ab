"""The Flask application: how a request meets the unit of work."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, flash, g, redirect, request, session
from flask.globals import request_ctx
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from admin_app.extensions import db
from admin_app.unit_of_work import AlreadyAnswered, reading, reading_alone, retrying

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Templates(Environment):
    """Flask's, whose templates share one plain dict of globals: ours bring none of their own.

    Jinja compares the names of two such dicts for each macro that a page imports; as views over
    chains of dicts, as it makes them otherwise, that took longer than the macros.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template that brings these."""
        return super().make_globals(d) if d else self.globals


class Copydesk(Flask):
    """Runs a writing view again when only the moment was wrong; rolls back when a view fails."""

    jinja_environment = Templates

    def full_dispatch_request(self) -> Response:
        """As Flask's; what only reads is no transaction."""
        with reading_alone():
            return super().full_dispatch_request()

    def dispatch_request(self) -> ResponseReturnValue:
        """The view's answer; a writing view is repeated whole on a passing failure.

        The view, and not only its transaction, is what can be repeated: it fetches its rows anew.
        """
        if request.method in READING:
            return reading(super().dispatch_request, between=_forget_who_asks)
        kept = dict(session)

        def start_over() -> None:
            session.clear()
            session.update(kept)
            # Whoever signed in, and the token made for them, belonged to the try that failed.
            _forget_who_asks()
            g.pop("csrf_token", None)
            request_ctx._after_request_functions.clear()
            for upload in request.files.values():
                upload.seek(0)

        try:
            return retrying(self._whole_view, between=start_over)
        except AlreadyAnswered as again:
            start_over()
            if again.answer.notice:
                flash(again.answer.notice, notice_category(again.answer.changeset_id))
            return redirect(again.answer.location or request.path, 303)
        except Exception:
            start_over()  # a save that failed leaves the visitor's cookie as it was, too
            raise

    def preprocess_request(self) -> ResponseReturnValue | None:
        """What runs before the view, and only reads: who is asking, and whether they may."""
        return reading(super().preprocess_request, between=_forget_who_asks)

    def url_for(self, endpoint: str, **values: Any) -> str:
        """As Flask's; addresses without parts of their own, which a list has a hundred of, and
        those of our static files are looked up instead of built.
        """
        if request_ctx and not any(name.startswith("_") for name in values):
            full = f"{request.blueprint or ''}{endpoint}" if endpoint[:1] == "." else endpoint
            path = self._plain_paths.get(full)
            if path is not None:
                given = {name: value for name, value in values.items() if value is not None}
                query = f"?{urlencode(given, doseq=True)}" if given else ""
                return f"{request.script_root}{path}{query}"
            if full == "static" and values.keys() == {"filename"}:
                return f"{request.script_root}{self.static_url_path}/{quote(values['filename'])}"
        return super().url_for(endpoint, **values)

    @cached_property
    def _plain_paths(self) -> dict[str, str]:
        return {
            rule.endpoint: rule.rule for rule in self.url_map.iter_rules() if not rule.arguments
        }

    def _whole_view(self) -> Response:
        """The view, and what it asked to run after it.

        Flask-Security commits there: as part of the view that is repeated, or told as failed, like
        any other save.
        """
        response = self.make_response(super().dispatch_request())
        asked = request_ctx._after_request_functions
        while asked:
            response = self.ensure_sync(asked.pop(0))(response)
        return response

    def handle_user_exception(self, error: Exception) -> Any:
        """Roll back what the failing view left in the session, also when it only aborted.

        Flask-Security commits in functions that run after the view, even a failed one's: they go
        with it.
        """
        db.session.rollback()
        request_ctx._after_request_functions.clear()
        return super().handle_user_exception(error)

    def do_teardown_appcontext(self, exc: BaseException | None = None) -> None:
        """Let the session go. A connection that died since its last statement costs no answer."""
        try:
            db.session.remove()
        except DBAPIError as error:
            self.logger.warning("a connection died before it was given back: %s", error.orig)
            db.session.registry.clear()
        super().do_teardown_appcontext(exc)


def _forget_who_asks() -> None:
    g.pop("_login_user", None)


def notice_category(changeset_id: int | None) -> str:
    """The flash category of a success: it carries the changeset that Undo takes back."""
    return f"success:{changeset_id}" if changeset_id else "success"
