"""Those who comment, known by their email address; what they report and whose answers they want."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, UtcDateTime, now
from admin_app.extensions import Base
from admin_app.history.models import Recorded


class Reader(Recorded, Base):
    """A reader of whom something is known beyond their comments; `email` is in lower case.

    `asked_at` is when they were last mailed a link that confirms the address, `mail_stopped_at`
    when they wanted no more mail of any kind.
    """

    __tablename__ = "reader"
    __label__ = "email"
    # What readers do themselves, by links that only their mailbox got: nobody undoes it for them.
    __unrecorded__: ClassVar[frozenset[str]] = frozenset(
        {"confirmed_at", "asked_at", "mail_stopped_at"}
    )

    email: Mapped[str] = mapped_column(String(254), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail_stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Watch(Base):
    """A reader who wants to be told of the answers to a comment of theirs."""

    __tablename__ = "comment_watch"
    __table_args__ = (UniqueConstraint("comment_id", "reader_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    comment_id: Mapped[int] = mapped_column(Id, ForeignKey("comment.id", ondelete="CASCADE"))
    reader_id: Mapped[int] = mapped_column(
        Id, ForeignKey("reader.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReportReason(StrEnum):
    """What a reader says is wrong with another's comment."""

    SPAM = "spam"
    ABUSE = "abuse"
    OFF_TOPIC = "off_topic"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The reason as people read it."""
        return REASONS[self]


REASONS = {
    ReportReason.SPAM: "Spam or advertising",
    ReportReason.ABUSE: "Insults or threatens",
    ReportReason.OFF_TOPIC: "Has nothing to do with the text",
    ReportReason.OTHER: "Something else",
}


class Report(Base):
    """A reader's word against a comment. It is open until somebody next decides over the comment.

    `reporter` is the network that it came from, or the person of the house who was signed in: each
    is heard once about a comment.
    """

    __tablename__ = "comment_report"
    __table_args__ = (
        CheckConstraint("reason IN ('spam', 'abuse', 'off_topic', 'other')", name="reason"),
        UniqueConstraint("comment_id", "reporter"),
        Index("ix_comment_report_reporter_created_at", "reporter", "created_at"),
        Index("ix_comment_report_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    comment_id: Mapped[int] = mapped_column(Id, ForeignKey("comment.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text, default="")
    reporter: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
