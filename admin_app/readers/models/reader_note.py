"""What moderators note on a reader."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import UtcDateTime, now
from admin_app.extensions import Base
from admin_app.history.models import Recorded


class ReaderNote(Recorded, Base):
    """A moderator's note on the reader with this address; readers never see it."""

    __tablename__ = "reader_note"
    __noun__ = "note on a reader"
    __label__ = "author_name"
    __table_args__ = (Index("ix_reader_note_email_id", "email", "id"),)

    email: Mapped[str] = mapped_column(String(254))
    body: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
