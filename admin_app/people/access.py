"""Who is asking, and whether they may: default deny for the whole desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin_app.errors import NotAllowed, Refusal
from admin_app.people.models import User
from admin_app.people.permissions import Permission
from admin_app.web.errors import error_page

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]

DESK = "/admin"


class SignInFirst(Refusal):
    """Nobody is signed in."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "You are not signed in, so nothing was saved. Sign in in another tab, come back to "
            "this one, and send it again: what you typed is below."
        )


def install(app: Flask) -> None:
    """Close the desk to everyone who may not enter it, whatever screens it has or will have."""
    app.before_request(guard_the_desk)


def guard_the_desk() -> ResponseReturnValue | None:
    """Under /admin nothing runs, and nothing is told, before someone with a role is signed in."""
    rule = request.url_rule.rule if request.url_rule else request.path
    if rule != DESK and not rule.startswith(f"{DESK}/"):
        return None
    person = current_person()
    if person is None:
        return ask_to_sign_in()
    if not person.may(Permission.DESK_ENTER):
        raise NotAllowed("Your role does not include the desk.")
    return None


def current_person() -> User | None:
    """The person who is signed in; None for a visitor."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def signed_in_person() -> User:
    """The person who is signed in. Raises `SignInFirst`."""
    person = current_person()
    if person is None:
        raise SignInFirst
    return person


def require(permission: Permission) -> Callable[[View[P]], View[P]]:
    """A view for those who have this permission; others get the way to sign in, or 403."""

    def protect(view: View[P]) -> View[P]:
        @wraps(view)
        def protected(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            person = current_person()
            if person is None:
                return ask_to_sign_in()
            if not person.may(permission):
                raise NotAllowed("Your role does not include this.")
            return view(*args, **kwargs)

        return protected

    return protect


def ask_to_sign_in() -> ResponseReturnValue:
    """The way to the sign-in page and back; a form that was sent keeps what was typed."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    return error_page(SignInFirst.status, SignInFirst().message)
