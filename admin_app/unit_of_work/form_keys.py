"""A form is answered once: its key is stored, with the answer, in the save's own commit."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask_login import current_user
from sqlalchemy import ColumnElement, Index, String, delete, exists, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from admin_app.columns import Json, UtcDateTime, now
from admin_app.extensions import Base, db


@dataclass(frozen=True)
class Answer:
    """What a person is told after a save: where to go, and in what words."""

    location: str
    notice: str = ""
    changeset_id: int | None = None


class AlreadyAnswered(Exception):
    """This very form has been saved before; `answer` is what its sender was told."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.location)
        self.answer = answer


class FormKey(Base):
    """A form that has been saved. `key` is a digest of its sender and its random key."""

    __tablename__ = "form_key"
    __table_args__ = (Index("ix_form_key_at", "at"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    answer: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


_KEEP = insert(FormKey.__table__)  # type: ignore[arg-type]
"""Of the table, and made once: every save of a form asks it."""


def new_form_key() -> str:
    """A random key for one rendering of a form."""
    return secrets.token_urlsafe(16)


def keep_answer(session: Session, form_key: str, answer: Answer) -> None:
    """Store the key and its answer; the primary key refuses a second copy (23505)."""
    kept = {"key": _digest(form_key), "answer": asdict(answer), "at": now()}
    session.connection().execute(_KEEP, kept)


def answer_of(session: Session, form_key: str) -> Answer | None:
    """The answer that the first copy of this form was given, or None."""
    stored = session.scalar(select(FormKey.answer).where(FormKey.key == _digest(form_key)))
    session.rollback()
    return Answer(**stored) if stored else None


def is_answered(form_key: str) -> ColumnElement[bool]:
    """Whether this form of who asks has been saved: a condition for a statement."""
    return exists().where(FormKey.key == _digest(form_key))


def forget_form_keys(before: datetime) -> None:
    """Delete the answers that were given before this moment, in the open unit of work."""
    db.session.execute(delete(FormKey).where(FormKey.at < before))


def _digest(form_key: str) -> str:
    # One person's key says nothing about another's form, even if it leaks.
    sender = current_user.get_id() if current_user and current_user.is_authenticated else ""
    return hashlib.sha256(f"{sender}:{form_key}".encode()).hexdigest()
