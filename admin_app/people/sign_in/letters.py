"""The letters about accounts, most of them with a link to set a password."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, has_request_context, render_template, request, url_for
from flask_babel import format_timedelta
from flask_security.recoverable import generate_reset_password_token

from admin_app.errors import Refusal
from admin_app.people.models import User

# Names that only this very machine answers to.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class NoTrustedAddress(Refusal):
    """A link would lead to whatever host the request named."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            "Mail with a link can't be sent from here: this is not a name that the site knows as "
            "its own. Whoever runs it sets SITE_URL (such as https://desk.example.org)."
        )


@dataclass(frozen=True)
class Letter:
    """A mail to one person, in plain text."""

    to: str
    subject: str
    text: str


def reset_letter(person: User) -> Letter:
    """The letter to someone who asked to set a new password. Raises `NoTrustedAddress`."""
    return _letter(person, "Set a new password", "security/email/reset_instructions.txt")


def invitation(person: User, by: str) -> Letter:
    """The letter to someone new on the desk. Raises `NoTrustedAddress`."""
    return _letter(person, "Your account on the desk", "people/email/invitation.txt", by=by)


def address_changed(person: User, email: str, by: str) -> Letter:
    """The letter to the old address of someone who has a new one."""
    text = render_template("people/email/address_changed.txt", person=person, email=email, by=by)
    return Letter(person.email, "Your address on the desk was changed", text)


def site_address() -> str:
    """Where this site is, without a slash at its end: SITE_URL, or the host that was asked.

    Raises `NoTrustedAddress` where nothing but the request itself vouches for that host.
    """
    address = str(current_app.config["SITE_URL"])
    if address:
        return address
    refuse_foreign_host()
    return request.host_url.rstrip("/")


def refuse_foreign_host() -> None:
    """Raise `NoTrustedAddress` unless the request names this site by a name of its own.

    Those are TRUSTED_HOSTS (which Flask has checked by then); without them, the host of SITE_URL
    and this very machine.
    """
    if not has_request_context():
        raise NoTrustedAddress
    host = urlsplit(f"//{request.host}").hostname or ""
    own = urlsplit(current_app.config["SITE_URL"]).hostname
    if not current_app.config["TRUSTED_HOSTS"] and host not in (own, *LOOPBACK):
        raise NoTrustedAddress


def _letter(person: User, subject: str, template: str, **facts: str) -> Letter:
    token = generate_reset_password_token(person)
    path = url_for("security.reset_password", token=token, _external=False)
    text = render_template(
        template,
        person=person,
        link=site_address() + path,
        site=site_address(),
        within=format_timedelta(current_app.config["SECURITY_RESET_PASSWORD_WITHIN"]),
        **facts,
    )
    return Letter(person.email, subject, text)
