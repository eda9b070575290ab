"""The forms of accounts."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, EmailField, SelectChoice, StringField
from wtforms.validators import DataRequired, Length

from admin_app.desk.forms import ChoiceField, DeskForm
from admin_app.people.actions import Account, MailWishes
from admin_app.people.models import MailRhythm
from admin_app.people.permissions import Permission, Role
from admin_app.web.locale import KNOWN

WHAT_ROLES_DO = {
    Role.OWNER: "everything, people and settings included",
    Role.EDITOR: "all posts, pages, tags, pictures and comments",
    Role.AUTHOR: "writes and publishes posts of their own",
    Role.CONTRIBUTOR: "writes posts of their own, and sends them to review",
    Role.MODERATOR: "decides on comments",
}


def _zones() -> list[SelectChoice]:
    return [
        SelectChoice("", "As the site"),
        *(SelectChoice(zone, zone.replace("_", " ")) for zone in sorted(KNOWN)),
    ]


def _name(description: str) -> StringField:
    return StringField(
        "Name",
        validators=[DataRequired("Enter a name."), Length(max=200)],
        description=description,
        render_kw={"autocomplete": "off"},
    )


def _timezone() -> ChoiceField:
    return ChoiceField(
        "Time zone", choices=_zones, description="Dates and times are shown and typed in it."
    )


class PersonForm(DeskForm):
    """An account, as an owner sees it."""

    name = _name("As it stands over what this person writes.")
    email = EmailField(
        "Email",
        validators=[DataRequired("Enter an email address."), Length(max=254)],
        description="For signing in, and for mail from the desk. Readers never see it.",
        render_kw={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"},
    )
    role = ChoiceField(
        "Role",
        choices=[
            SelectChoice(role.value, f"{role.label}: {does}")
            for role, does in WHAT_ROLES_DO.items()
        ],
        default=Role.CONTRIBUTOR.value,
    )
    timezone = _timezone()
    active = BooleanField(
        "May sign in",
        default=True,
        description="Without this the person is signed out at once; what they wrote stays.",
    )

    def account(self) -> Account:
        """What was filled in."""
        return Account(
            email=self.email.data or "",
            name=self.name.data or "",
            role=Role(self.role.data),
            timezone=self.timezone.data or "",
            active=bool(self.active.data),
        )


class ProfileForm(DeskForm):
    """What everyone may change of their own account."""

    name = _name("As it stands over what you write.")
    timezone = _timezone()
    single_keys = ChoiceField(
        "Single-letter keys",
        choices=[SelectChoice("1", "On"), SelectChoice("0", "Off")],
        coerce=lambda value: {True: "1", False: "0"}.get(value, value),
        validate_choice=False,
        description="Keys without Ctrl, such as N for a new post. Off is better for dictating.",
    )

    mail_rhythm = ChoiceField(
        "Mail me",
        choices=[SelectChoice(rhythm.value, rhythm.words) for rhythm in MailRhythm],
        validate_choice=False,
        description="One mail for all that is new. None comes where there is nothing to tell.",
    )
    mail_hour = ChoiceField(
        "Once a day, at",
        choices=[SelectChoice(str(hour), f"{hour:02}:00") for hour in range(24)],
        coerce=str,
        validate_choice=False,
        description="On your own clock, by the time zone above.",
    )
    mail_held = BooleanField("Comments that wait for a moderator")
    mail_reports = BooleanField("Comments that readers report")
    mail_appeals = BooleanField("Appeals against a removal")
    mail_own = BooleanField("Comments published under my posts")

    def mail_fields(self, person: Any) -> list[Any]:
        """The fields about mail that are of use to this person, in their order."""
        names = ["mail_rhythm", "mail_hour"]
        if person.may(Permission.COMMENT_MODERATE):
            names += ["mail_held", "mail_reports", "mail_appeals"]
        if person.may(Permission.POST_EDIT_OWN):
            names.append("mail_own")
        return [self[name] for name in names]

    def _wishes(self) -> MailWishes | None:
        # A form that leaves them out leaves them as they are.
        if not self.mail_rhythm.raw_data:
            return None
        return MailWishes(
            rhythm=self.mail_rhythm.data or "",
            hour=self.mail_hour.data or "",
            held=bool(self.mail_held.data),
            reports=bool(self.mail_reports.data),
            appeals=bool(self.mail_appeals.data),
            own=bool(self.mail_own.data),
        )

    def values(self) -> dict[str, Any]:
        """What was filled in."""
        return {
            "name": self.name.data or "",
            "timezone": self.timezone.data or "",
            # A form that leaves it out leaves it as it is.
            "single_keys": self.single_keys.data == "1" if self.single_keys.raw_data else None,
            "mail": self._wishes(),
        }
