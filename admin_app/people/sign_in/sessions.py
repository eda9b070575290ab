"""A session begins and ends clean: nothing of before is carried over."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request, session
from flask_login import user_logged_in, user_logged_out

# What Flask-Login has just written when it says that someone has signed in.
OF_THE_PERSON = frozenset({"_user_id", "_id", "_fresh"})


def install(app: Flask) -> None:
    """Listen to Flask-Login."""
    user_logged_in.connect(begin, app)
    user_logged_out.connect(end, app)


def begin(_sender: Any, **_: Any) -> None:
    """Drop what the session held before, its CSRF token too: whoever planted it gains nothing."""
    stays = bool(session.get("_permanent"))
    if request.endpoint == "security.login":
        stays = bool(request.form.get("stay"))
    for key in [key for key in session if key not in OF_THE_PERSON]:
        session.pop(key)
    g.pop("csrf_token", None)
    session.permanent = stays


def end(_sender: Any, **_: Any) -> None:
    """Leave nothing behind."""
    session.clear()
    g.pop("csrf_token", None)
