"""The page of something that the worker does: how far it has come, and Undo once it is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from flask import Response, make_response, request

from admin_app.history.queries import is_undone

GOES_ON = frozenset({"waiting", "running"})
_SECONDS = 2


class Work(Protocol):
    """A row that says how far the worker has come with it; all that it does is one changeset."""

    @property
    def state(self) -> str:
        """“waiting”, “running”, or how it ended."""

    @property
    def changeset_id(self) -> int | None:
        """What it has done, once it has done anything."""


def progress_page(render: Callable[..., str], template: str, work: Work, **more: Any) -> Response:
    """The page, drawn by a view’s `render`; it asks again by itself until the work is over.

    Asked with `still` it does not. The template is given `goes_on`, `refreshes`, `may_undo` and
    `was_undone` beside the rest.
    """
    goes_on = work.state in GOES_ON
    undone = work.changeset_id is not None and is_undone(work.changeset_id)
    refreshes = goes_on and "still" not in request.args
    page = render(
        template,
        goes_on=goes_on,
        refreshes=refreshes,
        may_undo=work.changeset_id is not None and not undone and not goes_on,
        was_undone=undone,
        **more,
    )
    response = make_response(page)
    if refreshes:
        response.headers["Refresh"] = str(_SECONDS)
    return response
