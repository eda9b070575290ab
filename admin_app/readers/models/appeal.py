"""A reader asks for a decision to be looked at again."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, UtcDateTime, now
from admin_app.extensions import Base
from admin_app.history.models import Recorded


class Outcome(StrEnum):
    """What came of an appeal. A granted one has overturned the decision."""

    GRANTED = "granted"
    DISMISSED = "dismissed"


class Appeal(Recorded, Base):
    """The one appeal over a comment; `outcome` is None until somebody has decided it.

    `against_id` is who made the decision, and `against_status` what it was: what is asked to be
    overturned, whatever is decided over the comment meanwhile. Nobody, where no person made it.
    """

    __tablename__ = "appeal"
    __noun__ = "appeal"
    __table_args__ = (
        CheckConstraint("outcome IN ('granted', 'dismissed')", name="outcome"),
        Index(
            "ix_appeal_open",
            "created_at",
            "id",
            postgresql_where=text("outcome IS NULL"),
            sqlite_where=text("outcome IS NULL"),
        ),
        Index("ix_appeal_outcome_decided_at_id", "outcome", "decided_at", "id"),
        Index("ix_appeal_against_id_outcome", "against_id", "outcome"),
    )

    comment_id: Mapped[int] = mapped_column(
        Id, ForeignKey("comment.id", ondelete="CASCADE"), unique=True
    )
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    against_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    against_status: Mapped[str] = mapped_column(String(12))
    outcome: Mapped[str | None] = mapped_column(String(12))
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
