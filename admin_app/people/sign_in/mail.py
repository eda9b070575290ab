"""Mail about accounts: into the outbox, within the save's own commit, and never in the request."""

from __future__ import annotations

from typing import Any, Final

import email_validator
from flask_security.mail_util import EmailValidateException, MailUtil

from admin_app.outbox import post_mail
from admin_app.people.sign_in.settings import MESSAGES

LONGEST_ADDRESS: Final = 254
"""Characters of an email address. To read one of 20 MB would take seconds."""


class Post(MailUtil):
    """Flask-Security's mail, posted to the outbox; addresses normalised, in lower case."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """Add the message to the session; who commits what it tells of, commits it too."""
        post_mail(to=str(recipient), subject=str(subject), text=body or "")

    def normalize(self, email: str) -> str:
        """The address as it is stored. Raises `EmailValidateException`."""
        try:
            return normal_address(email)
        except ValueError:
            raise EmailValidateException(MESSAGES["MSG_INVALID_EMAIL_ADDRESS"][0]) from None

    def validate(self, email: str) -> str:
        """The same: whether mail arrives there is not asked of the network within a request."""
        return self.normalize(email)


def normal_address(email: str) -> str:
    """The address as it is stored and looked up, in lower case. Raises `ValueError` for no address.

    A newsroom may live on a name of its own (desk@newsroom.local), so any domain will do.
    """
    if len(email) > LONGEST_ADDRESS:
        raise ValueError
    found = email_validator.validate_email(
        email.strip(), check_deliverability=False, globally_deliverable=False
    )
    return found.normalized.lower()
