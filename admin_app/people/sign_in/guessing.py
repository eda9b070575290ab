"""Who guesses at passwords is told to wait, on the page where they were typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, make_response, render_template
from flask_wtf import FlaskForm

from admin_app.errors import TooMany
from admin_app.people.sign_in.forms import ChangePasswordForm, SignInForm

View = Callable[[], Any]


def install(app: Flask) -> None:
    """Answer 429 on the page of sign-in and on that of a new password."""
    for name, template, form in (
        ("login", "login_user", SignInForm),
        ("change_password", "change_password", ChangePasswordForm),
    ):
        view = app.view_functions[f"security.{name}"]
        app.view_functions[f"security.{name}"] = _waiting(view, template, form)


def _waiting(view: View, template: str, form: type[FlaskForm]) -> View:
    def answered() -> Any:
        try:
            return view()
        except TooMany as refusal:
            shown = form()
            shown.form_errors.append(refusal.message)
            page = render_template(f"security/{template}.html", **{f"{template}_form": shown})
            answer = make_response(page, refusal.status)
            answer.headers["Retry-After"] = str(refusal.retry_after)
            return answer

    return answered
