"""People who sign in to the desk, and people whose name stands over what they wrote."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from flask_security import UserMixin
from flask_security.core import RoleMixin
from passlib.exc import UnknownHashError
from sqlalchemy import Boolean, CheckConstraint, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Slug, UtcDateTime, now
from admin_app.extensions import Base
from admin_app.history.models import Recorded
from admin_app.people.permissions import Permission, Role


class NamedRole(RoleMixin):
    """A role in the shape that Flask-Security asks a person for."""

    def __init__(self, role: Role) -> None:
        self.name = role.value
        self.permissions: list[str] = []


class MailRhythm(StrEnum):
    """How often a person is mailed of what readers do."""

    AT_ONCE = "at_once"
    HOURLY = "hourly"
    DAILY = "daily"
    NONE = "none"

    @property
    def words(self) -> str:
        """The rhythm as people choose it."""
        return {
            "at_once": "At once",
            "hourly": "Every hour, if there is something new",
            "daily": "Once a day",
            "none": "Not at all",
        }[self.value]


def _wanted() -> Mapped[bool]:
    return mapped_column(Boolean, default=True, server_default=text("true"))


class User(Recorded, Base, UserMixin):
    """A person. One without a password (an imported author) can't sign in until given one."""

    __tablename__ = "user"
    __noun__ = "person"
    __unrecorded__: ClassVar[frozenset[str]] = frozenset({"password", "fs_uniquifier"})
    __table_args__ = (
        CheckConstraint(
            "role IN ('owner', 'editor', 'author', 'contributor', 'moderator')", name="role"
        ),
        Index("ix_user_name_id", "name", "id"),
    )

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(Slug, unique=True)
    role: Mapped[str] = mapped_column(String(16), default=Role.CONTRIBUTOR)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    password: Mapped[str | None] = mapped_column(String(255))
    fs_uniquifier: Mapped[str] = mapped_column(
        String(64), unique=True, default=lambda: secrets.token_hex(32)
    )
    timezone: Mapped[str] = mapped_column(String(64), default="")
    # Whether single letters are keys on the desk: who dictates to the computer may not want them.
    single_keys: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))
    # What they are mailed of readers, and when: at this hour of their own clock, if once a day.
    mail_rhythm: Mapped[str] = mapped_column(
        String(8), default=MailRhythm.DAILY, server_default="daily"
    )
    mail_hour: Mapped[int] = mapped_column(Integer, default=8, server_default="8")
    mail_held: Mapped[bool] = _wanted()
    mail_reports: Mapped[bool] = _wanted()
    mail_appeals: Mapped[bool] = _wanted()
    mail_own: Mapped[bool] = _wanted()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]
        """The one role, as the list that Flask-Security reads."""
        return [NamedRole(Role(self.role))]

    @property
    def may_ask_for_link(self) -> bool:
        """Whether a forgotten password can be set anew by mail: not for an imported author, whose
        address nobody has vouched for."""
        return self.active and self.password is not None

    def verify_and_update_password(self, password: str) -> bool:
        """Whether this is the password; a hash of a kind that is not known here fits none."""
        try:
            return bool(super().verify_and_update_password(password))
        except UnknownHashError:
            return False

    def may(self, permission: Permission) -> bool:
        """Whether this person's role has this permission."""
        return bool(self.active) and Role(self.role).allows(permission)

    @property
    def role_label(self) -> str:
        """The role as people read it."""
        return Role(self.role).label


class EndedSession(Base):
    """A session that its person has signed out of: a copy of its cookie opens nothing any more.

    `id` is a digest of the random id that the cookie holds.
    """

    __tablename__ = "ended_session"
    __table_args__ = (Index("ix_ended_session_at", "at"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
