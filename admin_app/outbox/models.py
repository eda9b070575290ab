"""What is to happen after a save: stored in its commit, done by the worker."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, Json, UtcDateTime, now
from admin_app.extensions import Base

MAIL = "mail"


class MessageState(StrEnum):
    """Where a message is on its way."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        """The state as owners read it."""
        return self.value.capitalize()


class OutboxMessage(Base):
    """A mail, or a job of a registered kind.

    `payload` is what its handler gets: for mail `text` and, where there is one, `html`.
    `attempts` counts the tries begun, and also tells apart the workers that made them. `key` is
    unique: what is posted twice under one key is one message.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'failed', 'discarded')", name="state"
        ),
        Index("ix_outbox_message_state_kind_next_try_at_id", "state", "kind", "next_try_at", "id"),
        Index("ix_outbox_message_state_created_at_id", "state", "created_at", "id"),
        Index("ix_outbox_message_created_at_id", "created_at", "id"),
        Index(
            "ix_outbox_message_belongs_to_id",
            "belongs_to",
            "id",
            postgresql_where=text("belongs_to IS NOT NULL"),
            sqlite_where=text("belongs_to IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    recipient: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[MessageState] = mapped_column(String(12), default=MessageState.WAITING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    # What asks for its own messages, such as a webhook.
    belongs_to: Mapped[str | None] = mapped_column(String(40))

    # What the desk asks of every model. Nobody edits a message, so history keeps none of this.
    __unrecorded__: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def noun(cls) -> str:
        """What people call one of them."""
        return "message"

    @classmethod
    def label_column(cls) -> str:
        """The column that people know a message by."""
        return "subject"

    @property
    def told(self) -> str:
        """What people call this message."""
        return self.subject or f"{self.kind} {self.id}"

    @property
    def may_retry(self) -> bool:
        """Whether trying (again) now makes sense."""
        return self.state in RETRIED

    @property
    def may_discard(self) -> bool:
        """Whether it can still be kept from going out."""
        return self.state in DISCARDED


RETRIED = (MessageState.WAITING, MessageState.FAILED, MessageState.DISCARDED)
DISCARDED = (MessageState.WAITING, MessageState.FAILED)
