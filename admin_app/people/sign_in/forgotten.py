"""A forgotten password: the same answer, in the same time, whether there is such a person."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from admin_app.extensions import db
from admin_app.people import queries
from admin_app.people.models import User
from admin_app.people.sign_in.forms import ForgottenForm
from admin_app.people.sign_in.letters import post_reset_letter
from admin_app.unit_of_work import Answer, new_form_key, one_commit
from admin_app.web.hosts import refuse_foreign_host

SAID = "If an account has this address, a link to set a new password is on its way to it."


def ask_for_link() -> ResponseReturnValue:
    """The page that asks for the address; its POST puts a letter into the outbox.

    An address without an account costs the same: its letter is written, stored and taken back, and
    the form's key is committed either way. Raises `NoTrustedAddress`.
    """
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("security/forgot_password.html", form=form)
    refuse_foreign_host()
    there = url_for("security.forgot_password")
    key = form.form_key.data or new_form_key()
    with one_commit("Asked for a new password", record=False, form_key=key) as unit:
        unit.answer = Answer(there, SAID)
        person = queries.person_by_email(form.email.data)
        if person is not None and person.may_ask_for_link:
            _post(person, keep=True)
        else:
            _post(_stranger(form.email.data), keep=False)
    flash(SAID, "success")
    return redirect(there, 303)


def _post(person: User, *, keep: bool) -> None:
    with db.session.connection().begin_nested() as savepoint:
        message = post_reset_letter(person)
        db.session.flush()
        if not keep:
            savepoint.rollback()
            db.session.expunge(message)


def _stranger(email: str) -> User:
    return User(email=email, name="", password="-", fs_uniquifier="-" * 64)  # noqa: S106
