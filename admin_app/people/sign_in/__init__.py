"""Sign-in, sign-out, and passwords: Flask-Security as this product uses it."""

from __future__ import annotations

from flask import Flask
from flask_security import Security

from admin_app.extensions import db


def install(app: Flask) -> None:
    """Serve /login, /logout, /reset and /change, and know who is asking."""
    from admin_app.people.models import NamedRole, User
    from admin_app.people.sign_in import forms, guessing, requests, sessions
    from admin_app.people.sign_in.forgotten import ask_for_link
    from admin_app.people.sign_in.mail import Post
    from admin_app.people.sign_in.passwords import Passwords
    from admin_app.people.sign_in.settings import MESSAGES, SETTINGS
    from admin_app.people.sign_in.store import PeopleStore

    for name, value in (SETTINGS | MESSAGES).items():
        app.config.setdefault(f"SECURITY_{name}", value)
    security = Security(
        login_form=forms.SignInForm,
        reset_password_form=forms.NewPasswordForm,
        change_password_form=forms.ChangePasswordForm,
        mail_util_cls=Post,
        password_util_cls=Passwords,
    )
    security.init_app(app, PeopleStore(db, User, NamedRole))
    security.want_json(lambda _request: False)
    # Nobody is known by a token in the URL, a header or a body; only by their session.
    security.login_manager.request_loader(lambda _request: None)
    # Permissions are asked of the person: no identity need be loaded for pages that ask nobody.
    security.principal.identity_loaders.clear()
    app.view_functions["security.forgot_password"] = ask_for_link
    guessing.install(app)
    requests.install(app)
    sessions.install(app, security.login_manager)
