"""The authors of an import: people who are here by their address, or new ones."""

from __future__ import annotations

from collections.abc import Iterable

from admin_app.exchange.actions.free_slugs import free_slugs
from admin_app.exchange.actions.intake import Intake
from admin_app.exchange.queries import imports as queries
from admin_app.exchange.wxr.records import Author
from admin_app.people.models import User
from admin_app.people.permissions import Role
from admin_app.slugs import slug_from
from admin_app.web.text import one_line


class People:
    """Ids of people here, by the login that they had over there."""

    def __init__(self, intake: Intake, declared: Iterable[Author]) -> None:
        self._intake = intake
        self._ids: dict[str, int] = {}
        self._by_number: dict[int, int] = {}
        self._by_email: dict[str, int] = {}
        self._take(list({author.login: author for author in declared}.values()))

    def welcome(self, logins: Iterable[str]) -> None:
        """Create people for logins that the head of the file does not tell about."""
        unknown = dict.fromkeys(login for login in logins if login and login not in self._ids)
        self._take([Author(login=login, name=login) for login in unknown])

    def id(self, login: str) -> int | None:
        """The person with this login; None for no login."""
        return self._ids.get(login)

    def commenter(self, number: int | None, email: str) -> int | None:
        """The person who wrote a comment signed in; None for a reader.

        An address alone proves nothing: a reader may have given that of an author.
        """
        if number is None:
            return None
        return self._by_number.get(number) or self._by_email.get(email.lower())

    def _take(self, authors: list[Author]) -> None:
        emails = [_email(author) for author in authors]
        known = queries.ids_by_email(emails)
        new = {
            email.lower(): author
            for author, email in zip(authors, emails, strict=True)
            if email.lower() not in known
        }
        self._intake.report.already["person"] += len(authors) - len(new)
        known |= dict(zip(new, self._create(list(new.values())), strict=True))
        for author, email in zip(authors, emails, strict=True):
            self._ids[author.login] = known[email.lower()]
            self._by_email[email.lower()] = known[email.lower()]
            if author.id is not None:
                self._by_number[author.id] = known[email.lower()]

    def _create(self, authors: list[Author]) -> list[int]:
        slugs = free_slugs(User, [slug_from(author.login, "person") for author in authors])
        for author in authors:
            self._intake.report.note(
                "A person was added who can't sign in until an owner gives them a password.",
                f"{_name(author)} ({author.login})",
            )
        return self._intake.add(
            User,
            [
                {
                    "email": _email(author),
                    "name": _name(author),
                    "slug": slug,
                    "role": Role.AUTHOR.value,
                    "active": True,
                    "password": None,
                    "timezone": "",
                    "created_at": self._intake.at,
                }
                for author, slug in zip(authors, slugs, strict=True)
            ],
        )


def _email(author: Author) -> str:
    """The address, or one that can never be written to (RFC 2606) where there is none."""
    email = one_line(author.email)
    if "@" in email and len(email) <= 254:
        return email
    return f"{slug_from(author.login, 'person')}@imported.invalid"


def _name(author: Author) -> str:
    full = f"{author.first_name} {author.last_name}"
    return (one_line(author.name) or one_line(full) or one_line(author.login))[:200]
