"""A visitor without a browser, who notices what a page must never do."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import Context, ContextVar
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from admin_app.extensions import db
from tests.support.forms import Value, find_form
from tests.support.traffic import Traffic, recorded

READING = frozenset({"GET", "HEAD", "OPTIONS"})

_traffic: ContextVar[Traffic | None] = ContextVar("traffic", default=None)
_left_over: ContextVar[list[str] | None] = ContextVar("left_over", default=None)


class Client(FlaskClient):
    """Fails the test when a GET writes, or a request ends with something uncommitted.

    Each request runs as if nothing else did: an application context that the test has open is not
    its own.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        method = _method(args, kwargs)
        left_over: list[str] = []
        if self.preserve_context:  # inside `with client:`, whose context Flask keeps itself
            return super().open(*args, **kwargs)
        context = Context()
        with recorded(this_thread=True) as traffic:
            context.run(_traffic.set, traffic)
            context.run(_left_over.set, left_over)
            # Read to its end, so that what a streamed answer does counts as well.
            response = context.run(super().open, *args, **{"buffered": True, **kwargs})
        path = response.request.full_path.rstrip("?")
        if left_over:
            pytest.fail(f"{method} {path} left uncommitted: {'; '.join(left_over)}")
        if method in READING and (traffic.writes or traffic.commits):
            pytest.fail(f"{method} {path} wrote: {traffic.writes or 'a COMMIT'}")
        return response

    def submit(
        self,
        url: str,
        fields: Mapping[str, Value] | None = None,
        *,
        form: str | None = None,
        button: str | None = None,
        **kwargs: Any,
    ) -> TestResponse:
        """What the form on the page at `url` answers when filled in with these fields.

        Everything hidden in it (csrf_token, form_key, version) is sent along. `form` is its id or
        action, needed where the fields don't tell; `button` the name, name=value or label of the
        button to press. Further arguments go to the request (follow_redirects, headers).
        """
        return self.send(self.get(url), fields, form=form, button=button, **kwargs)

    def send(
        self,
        page: TestResponse,
        fields: Mapping[str, Value] | None = None,
        *,
        form: str | None = None,
        button: str | None = None,
        **kwargs: Any,
    ) -> TestResponse:
        """The same for a page that has been fetched, perhaps long ago."""
        assert page.status_code < 400, f"{page.request.path} answered {page.status}"
        found = find_form(page.text, page.request.full_path.rstrip("?"), form, fields or {})
        found.press(button)
        data = found.data(fields or {})
        if found.method == "GET":
            return self.get(found.action.partition("?")[0], query_string=data, **kwargs)
        return self.post(found.action, data=data, **kwargs)


def watch(app: Flask) -> None:
    """Look, as each request of a `Client` ends, at what it leaves in its session."""

    @app.teardown_request
    def look(_error: BaseException | None) -> None:
        traffic, left_over = _traffic.get(), _left_over.get()
        if traffic is None or left_over is None:
            return
        session = db.session()
        left_over += [repr(row) for row in (*session.new, *session.deleted)]
        left_over += [repr(row) for row in session.dirty if session.is_modified(row)]
        left_over += traffic.unfinished


def _method(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    if args and isinstance(args[0], EnvironBuilder):
        return str(args[0].method)
    if args and isinstance(args[0], dict):
        return str(args[0].get("REQUEST_METHOD", "GET"))
    return str(kwargs.get("method", "GET"))
