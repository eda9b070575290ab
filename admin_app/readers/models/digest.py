"""How far people of the house have been told what readers do, and which links are used up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, UtcDateTime, now
from admin_app.extensions import Base


class Digest(Base):
    """What a person has been told: until which moment, and until which entry of history.

    `told_at` is when it was last looked at for them, whether there was anything to tell or not.
    """

    __tablename__ = "digest"

    user_id: Mapped[int] = mapped_column(
        Id, ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_until: Mapped[datetime] = mapped_column(UtcDateTime)
    told_change: Mapped[int] = mapped_column(BigInteger)


class SpentLink(Base):
    """A link of a mail by which something was done: stored in the commit that did it."""

    __tablename__ = "spent_link"
    __table_args__ = (Index("ix_spent_link_at", "at"),)

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changeset_id: Mapped[int | None] = mapped_column(Id)
