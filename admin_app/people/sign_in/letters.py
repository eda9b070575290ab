"""The letters about accounts, most of them with a link to set a password."""

from __future__ import annotations

from flask import current_app
from flask_babel import format_timedelta
from flask_security.recoverable import generate_reset_password_token

from admin_app.outbox import post_letter
from admin_app.outbox.models import OutboxMessage
from admin_app.people.models import User
from admin_app.web.hosts import link_to, site_address


def post_reset_letter(person: User) -> OutboxMessage:
    """A mail to someone who asked to set a new password. Raises `NoTrustedAddress`."""
    return _with_link(person, "Set a new password", "security/email/reset_instructions")


def post_invitation(person: User, by: str) -> OutboxMessage:
    """A mail to someone new on the desk. Raises `NoTrustedAddress`."""
    return _with_link(person, "Your account on the desk", "people/email/invitation", by=by)


def post_address_changed(person: User, email: str, by: str) -> OutboxMessage:
    """A mail to the old address of someone who has a new one."""
    return post_letter(
        person.email,
        "Your address on the desk was changed",
        "people/email/address_changed",
        person=person,
        email=email,
        by=by,
    )


def _with_link(person: User, subject: str, template: str, **facts: str) -> OutboxMessage:
    return post_letter(
        person.email,
        subject,
        template,
        person=person,
        link=link_to("security.reset_password", token=generate_reset_password_token(person)),
        site=site_address(),
        within=format_timedelta(current_app.config["SECURITY_RESET_PASSWORD_WITHIN"]),
        **facts,
    )
