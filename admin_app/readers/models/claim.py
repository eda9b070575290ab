"""Who is deciding over which comment at this moment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, UtcDateTime
from admin_app.extensions import Base


class Claim(Base):
    """The one comment that a moderator has in hand, until a moment that they put off by staying.

    By person: who goes on to the next card lets go of this one in the same statement.
    """

    __tablename__ = "comment_claim"
    __table_args__ = (Index("ix_comment_claim_comment_id", "comment_id"),)

    user_id: Mapped[int] = mapped_column(
        Id, ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    comment_id: Mapped[int] = mapped_column(Id, ForeignKey("comment.id", ondelete="CASCADE"))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
