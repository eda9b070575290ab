"""A picture in the library: its facts; the file itself is in the storage under `key`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from admin_app.columns import Json, UtcDateTime, now
from admin_app.extensions import Base
from admin_app.history.models import Recorded
from admin_app.people.models import User


class Media(Recorded, Base):
    """A file that posts can show. `renditions` maps a width in pixels to a storage key."""

    __tablename__ = "media"
    __noun__ = "file"
    __table_args__ = (
        Index("ix_media_created_at_id", "created_at", "id"),
        Index("ix_media_uploaded_by_id_created_at_id", "uploaded_by_id", "created_at", "id"),
        Index("ix_media_key", "key"),
    )

    title: Mapped[str] = mapped_column(String(300))
    alt: Mapped[str] = mapped_column(Text, default="")
    caption: Mapped[str] = mapped_column(Text, default="")
    key: Mapped[str] = mapped_column(String(120))
    mime: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(Integer)
    width: Mapped[int] = mapped_column(Integer, default=0)
    height: Mapped[int] = mapped_column(Integer, default=0)
    renditions: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    uploaded_by: Mapped[User | None] = relationship(lazy="raise_on_sql")
