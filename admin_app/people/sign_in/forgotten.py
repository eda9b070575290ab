"""A forgotten password: the same answer, in the same time, whether there is such a person."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from admin_app.extensions import db
from admin_app.outbox import post_mail
from admin_app.people import queries
from admin_app.people.models import User
from admin_app.people.sign_in.forms import ForgottenForm
from admin_app.people.sign_in.letters import Letter, refuse_foreign_host, reset_letter
from admin_app.unit_of_work import Answer, new_form_key, one_commit

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
            _post(reset_letter(person), keep=True)
        else:
            _post(reset_letter(_stranger(form.email.data)), keep=False)
    flash(SAID, "success")
    return redirect(there, 303)


def _post(letter: Letter, *, keep: bool) -> None:
    with db.session.connection().begin_nested() as savepoint:
        message = post_mail(to=letter.to, subject=letter.subject, text=letter.text)
        db.session.flush()
        if not keep:
            savepoint.rollback()
            db.session.expunge(message)


def _stranger(email: str) -> User:
    return User(email=email, name="", password="-", fs_uniquifier="-" * 64)  # noqa: S106
