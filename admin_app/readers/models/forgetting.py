"""What the site has let go of: that it was done, and how far it has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, Json, UtcDateTime, now
from admin_app.extensions import Base


class Erasure(Base):
    """That everything about a reader was erased: when, by whom, how much; nothing of the reader.

    `digest` is keyed with the site's own key: who has the address again can tell that it was this
    one, and nobody finds the address by trying. `comments` is “anonymised” or “deleted”.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        CheckConstraint("comments IN ('anonymised', 'deleted')", name="comments"),
        Index("ix_erasure_digest", "digest"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(String(200), default="")
    digest: Mapped[str] = mapped_column(String(64))
    comments: Mapped[str] = mapped_column(String(12))
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class Shortened(Base):
    """Up to which change network addresses in history are shortened; one row."""

    __tablename__ = "shortened"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    upto: Mapped[int] = mapped_column(BigInteger)
