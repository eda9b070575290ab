"""Reading people."""

from __future__ import annotations

from sqlalchemy import exists, func, or_, select

from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.people.permissions import Role


def person_by_email(email: str) -> User | None:
    """The person with this address, which is normalised already."""
    return db.session.scalars(select(User).where(User.email == email)).one_or_none()


def person_by_id(person_id: int, *, lock: bool = False) -> User | None:
    """The person; with `lock`, nobody else changes them until the unit of work ends."""
    statement = select(User).where(User.id == person_id).execution_options(populate_existing=True)
    if lock:
        statement = statement.with_for_update()
    return db.session.scalars(statement).one_or_none()


def found_people(words: str, most: int) -> list[tuple[int, str, str]]:
    """(id, name, address) of people with these words in name or address, by name."""
    wanted = words.lower()
    columns = (User.name, User.email)
    found = select(User.id, *columns).where(
        or_(*(func.lower(column).contains(wanted, autoescape=True) for column in columns))
    )
    rows = db.session.execute(found.order_by(User.name, User.id).limit(most))
    return [(row_id, name, email) for row_id, name, email in rows]


def address_taken(email: str, besides: int | None = None) -> bool:
    """Whether someone else has this address."""
    return bool(
        db.session.scalar(select(exists().where(User.email == email, User.id != (besides or 0))))
    )


def slugs_like(slug: str) -> set[str]:
    """Every slug that begins with this one."""
    return set(
        db.session.scalars(
            select(User.slug).where(User.slug.startswith(slug, autoescape=True)).order_by(User.slug)
        )
    )


def locked_owners() -> list[int]:
    """The ids of all owners who can sign in, held until the unit of work ends.

    Always locked in the same order, so that two who demote each other wait instead of deadlocking;
    the second then reads what the first has left.
    """
    return list(
        db.session.scalars(
            select(User.id)
            .where(User.role == Role.OWNER, User.active, User.password.is_not(None))
            .order_by(User.id)
            .with_for_update()
        )
    )


def anybody_has_an_account() -> bool:
    """Whether someone can sign in at all."""
    return bool(db.session.scalar(select(exists().where(User.password.is_not(None)))))
