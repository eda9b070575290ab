"""What is done to people's accounts. Actions check, change and flush; they never commit."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from admin_app.errors import Conflict, NotFound, Refusal
from admin_app.extensions import db
from admin_app.history.removal import remove
from admin_app.people import queries
from admin_app.people.models import MailRhythm, User
from admin_app.people.permissions import Permission, Role
from admin_app.people.policy import require_managing
from admin_app.people.sign_in.letters import post_address_changed, post_invitation
from admin_app.people.sign_in.mail import normal_address
from admin_app.people.sign_in.passwords import unusable
from admin_app.slugs import free_slug, slug_from, slug_stem
from admin_app.web.locale import KNOWN
from admin_app.web.text import one_line


@dataclass(frozen=True)
class Account:
    """What is known of an account besides its password."""

    email: str
    name: str
    role: Role
    timezone: str = ""
    active: bool = True


@dataclass(frozen=True)
class MailWishes:
    """What a person wants to be mailed of readers, as it was sent: hours are text."""

    rhythm: str
    hour: str
    held: bool
    reports: bool
    appeals: bool
    own: bool


def create_person(account: Account, hashed: str | None, person: User | None = None) -> User:
    """A new person (in the row that was made for them, if any), with their own slug.

    `hashed` is as `passwords.stored` gives it; without it they can't sign in. Raises `Refusal`,
    with its field.
    """
    person = person or User()
    person.email = _address(account.email)
    person.name, person.timezone = _name(account.name), _timezone(account.timezone)
    person.role, person.active = account.role, account.active
    person.password, person.fs_uniquifier = hashed, secrets.token_hex(32)
    person.slug = _free_slug(person.name)
    db.session.add(person)
    db.session.flush()
    return person


def invite(by: User, account: Account, person: User | None = None) -> User:
    """A new person, and a mail to them with a link to choose their password.

    Raises `NotAllowed`, or `Refusal` with its field.
    """
    require_managing(by)
    person = create_person(account, unusable(), person)
    post_invitation(person, by.name)
    return person


def send_link(by: User, person: User) -> None:
    """A mail with a link to choose a password; one who never had any can sign in from then on."""
    require_managing(by)
    if person.password is None:
        person.password = unusable()
    post_invitation(person, by.name)
    db.session.flush()


def change_account(by: User, person: User, account: Account) -> None:
    """Give the person this address, name, role, time zone and state, effective at once.

    Raises `NotAllowed`, or `Refusal` with its field.
    """
    require_managing(by)
    if person.active and not account.active:
        # Whoever is let in again has to sign in again.
        end_sessions(person)
    email = _address(account.email, person)
    if email != person.email:
        _tell_of_new_address(by, person, email)
        person.email = email
    person.name, person.timezone = _name(account.name), _timezone(account.timezone)
    person.role, person.active = account.role, account.active
    db.session.flush()


def change_profile(
    person: User,
    name: str,
    timezone: str,
    single_keys: bool | None = None,
    mail: MailWishes | None = None,
) -> None:
    """What everyone may change of their own account. Raises `Refusal`."""
    person.name, person.timezone = _name(name), _timezone(timezone)
    if single_keys is not None:
        person.single_keys = single_keys
    if mail is not None:
        _set_mail(person, mail)
    db.session.flush()


def stop_mail(person: User) -> None:
    """No mail about readers any more, until they choose otherwise."""
    person.mail_rhythm = MailRhythm.NONE
    db.session.flush()


def set_password(person: User, hashed: str) -> None:
    """A new password (as `passwords.stored` gives it); every session of this person ends."""
    person.password = hashed
    end_sessions(person)
    db.session.flush()


def end_sessions(person: User) -> None:
    """Sign this person out everywhere, from the next request on."""
    person.fs_uniquifier = secrets.token_hex(32)


def delete_person(by: User, person_id: int) -> None:
    """Delete the person; what they wrote stays, without an author.

    Raises `NotAllowed`, `NotFound`, and `Conflict` for oneself.
    """
    require_managing(by)
    if person_id == by.id:
        raise Conflict("You can't delete your own account; another owner can.")
    if not remove(User, [person_id]):
        raise NotFound


def _set_mail(person: User, mail: MailWishes) -> None:
    """What is not for people of this role was not offered, and stays as it is."""
    if mail.rhythm not in set(MailRhythm):
        raise Refusal("Choose how often.", "mail_rhythm")
    if mail.hour not in {str(hour) for hour in range(24)}:
        raise Refusal("Choose an hour of the day.", "mail_hour")
    person.mail_rhythm, person.mail_hour = mail.rhythm, int(mail.hour)
    if person.may(Permission.COMMENT_MODERATE):
        person.mail_held, person.mail_reports = mail.held, mail.reports
        person.mail_appeals = mail.appeals
    if person.may(Permission.POST_EDIT_OWN):
        person.mail_own = mail.own


def _tell_of_new_address(by: User, person: User, email: str) -> None:
    post_address_changed(person, email, by.name)
    if person.id != by.id:
        # A link to set a password that the old mailbox still holds is good for nothing now.
        end_sessions(person)


def _address(email: str, person: User | None = None) -> str:
    try:
        found = normal_address(email)
    except ValueError:
        raise Refusal("This is not an email address.", "email") from None
    if queries.address_taken(found, person.id if person else None):
        raise Refusal("Someone else has this address.", "email")
    return found


def _name(name: str) -> str:
    name = one_line(name)
    if not name:
        raise Refusal("Enter a name.", "name")
    if len(name) > 200:
        raise Refusal("A name has at most 200 characters.", "name")
    return name


def _timezone(timezone: str) -> str:
    if timezone and timezone not in KNOWN:
        raise Refusal("Choose a time zone from the list.", "timezone")
    return timezone


def _free_slug(name: str) -> str:
    slug = slug_from(name, "person")
    return free_slug(slug, queries.slugs_like(slug_stem(slug)))
