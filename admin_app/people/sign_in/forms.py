"""The forms of sign-in and passwords."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from flask import request
from flask_security.forms import ChangePasswordForm as StockChangeForm
from flask_security.forms import LoginForm, ResetPasswordForm
from flask_security.utils import get_message
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SubmitField
from wtforms.validators import DataRequired, EqualTo, Length, ValidationError

from admin_app.people.queries import person_by_email
from admin_app.people.sign_in.mail import LONGEST_ADDRESS, normal_address
from admin_app.people.sign_in.passwords import LONGEST, SHORTEST, TOO_LONG
from admin_app.people.sign_in.settings import MESSAGES
from admin_app.web.shared_guesses import SharedGuesses

GUESSES = SharedGuesses("sign-in", 5, timedelta(minutes=1))

ADVICE = f"At least {SHORTEST} characters. Four or five words in a row are easy to remember."
MISMATCH = MESSAGES["MSG_RETYPE_PASSWORD_MISMATCH"][0]
NOT_CURRENT = MESSAGES["MSG_INVALID_PASSWORD"][0]
NO_PASSWORD = MESSAGES["MSG_PASSWORD_NOT_PROVIDED"][0]


def _new_password(label: str, **kwargs: Any) -> PasswordField:
    return PasswordField(
        label,
        validators=[DataRequired(NO_PASSWORD), Length(max=LONGEST, message=TOO_LONG)],
        render_kw={"autocomplete": "new-password"},
        **kwargs,
    )


def _again(other: str) -> PasswordField:
    return PasswordField(
        "The same again",
        validators=[DataRequired(NO_PASSWORD), EqualTo(other, MISMATCH)],
        render_kw={"autocomplete": "new-password"},
    )


class SignInForm(LoginForm):
    """Email and password; one answer for all that is wrong with them."""

    email = EmailField(
        "Email",
        validators=[DataRequired(MESSAGES["MSG_EMAIL_NOT_PROVIDED"][0])],
        render_kw={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"},
    )
    password = PasswordField(
        "Password",
        validators=[DataRequired(NO_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )
    stay = BooleanField("Stay signed in on this computer for two weeks")
    submit = SubmitField("Sign in")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""
        del self.remember  # `stay` says how long

    def validate(self, extra_validators: Any = None, **kwargs: Any) -> bool:
        """Whether someone is signed in by this; `user` is who.

        Raises `TooMany` for who has guessed too often, also where this time they are right.
        """
        address = request.remote_addr
        GUESSES.refuse(address)
        if self._fits(extra_validators, **kwargs):
            GUESSES.refuse(address)  # others may have missed while this one was hashed
            return True
        if self.password.data:
            GUESSES.miss(address)
        return False

    def _fits(self, extra_validators: Any, **kwargs: Any) -> bool:
        """Whether the two belong together. What is absurd is not hashed."""
        if len(self.password.data or "") > LONGEST or len(self.email.data or "") > LONGEST_ADDRESS:
            self.email.errors = (get_message("GENERIC_AUTHN_FAILED")[0],)
            return False
        # Who was looked up is not looked up again. Nobody has what is no address, which is told
        # below, in the time that anybody takes.
        self.ifield = self.email
        with suppress(ValueError):
            self.user = person_by_email(normal_address(self.email.data or ""))
        return bool(super().validate(extra_validators=extra_validators, **kwargs))


class NewPasswordForm(ResetPasswordForm):
    """A new password, by the link from a mail."""

    password = _new_password("New password", description=ADVICE)
    password_confirm = _again("password")
    submit = SubmitField("Set this password")


class ChangePasswordForm(StockChangeForm):
    """A new password, for who knows the current one."""

    password = PasswordField(
        "Current password",
        validators=[DataRequired(NO_PASSWORD), Length(max=LONGEST, message=TOO_LONG)],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = _new_password("New password", description=ADVICE)
    new_password_confirm = _again("new_password")
    submit = SubmitField("Change the password")

    def validate(self, extra_validators: Any = None, **kwargs: Any) -> bool:
        """Whether this may be the new password. Raises `TooMany`, as sign-in does."""
        GUESSES.refuse(request.remote_addr)
        fits = bool(super().validate(extra_validators=extra_validators, **kwargs))
        if NOT_CURRENT in self.password.errors:
            GUESSES.miss(request.remote_addr)
        return fits


class ForgottenForm(FlaskForm):
    """The address that a link is asked for."""

    email = EmailField(
        "Email",
        validators=[DataRequired(MESSAGES["MSG_EMAIL_NOT_PROVIDED"][0])],
        render_kw={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"},
    )
    form_key = HiddenField()
    submit = SubmitField("Send me a link")

    def validate_email(self, field: EmailField) -> None:
        """The address as it is stored, or what is wrong with it."""
        try:
            field.data = normal_address(field.data)
        except ValueError:
            raise ValidationError(MESSAGES["MSG_INVALID_EMAIL_ADDRESS"][0]) from None
