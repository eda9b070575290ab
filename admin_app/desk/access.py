"""The gate before every screen of the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.errors import NotAllowed
from admin_app.web.errors import SIGNED_OUT, error_page

ENTER = "desk_enter"


class Gate:
    """Mixed into every Flask-Admin view of ours: signed in, and allowed; else nothing runs."""

    permission: str = ENTER

    def is_accessible(self) -> bool:
        """Whether this person may use this screen at all."""
        person = current_user._get_current_object()
        return bool(person.is_authenticated and person.may(self.permission))

    def inaccessible_callback(self, name: Any, **kwargs: Any) -> ResponseReturnValue:
        """The way to the sign-in page; a form that was sent keeps what was typed."""
        if current_user.is_authenticated:
            raise NotAllowed("Your role does not include this screen.")
        if request.method == "GET":
            return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
        return error_page(401, SIGNED_OUT)

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # Flask-Admin calls a view twice when it raises TypeError; ours take what the route gives.
        return fn(self, *args, **kwargs)


def safe_return(url: str | None, inside: str) -> str | None:
    """`url`, if it leads to a page under the path `inside` of this site; None for anything else."""
    if not url or not url.startswith(inside) or len(url) > 2000:
        return None
    rest = url.removeprefix(inside)
    if rest and rest[0] not in "?#" and not inside.endswith("/"):
        return None
    return None if any(c <= " " or c in "\\\x7f" for c in url) else url
