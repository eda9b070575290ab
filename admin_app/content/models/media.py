"""A file of the library: its facts; what it holds lies in the storage under `key`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from admin_app.columns import Id, Json, UtcDateTime, now
from admin_app.content.media.addresses import PDF
from admin_app.extensions import Base
from admin_app.history.models import Recorded
from admin_app.people.models import User

KEPT: Final = "trashed_at IS NULL"
TRASHED: Final = "trashed_at IS NOT NULL"
DOCUMENTS: Final = f"mime = '{PDF}' AND {KEPT}"
UNDESCRIBED: Final = f"alt = '' AND NOT decorative AND mime <> '{PDF}' AND {KEPT}"


def _some(name: str, condition: str) -> Index:
    """The newest first of those rows for which the condition holds."""
    where = text(condition)
    return Index(name, "created_at", "id", postgresql_where=where, sqlite_where=where)


class Media(Recorded, Base):
    """A file that posts can show or link to.

    `renditions` maps a width in pixels to the storage key of a WebP. `former` holds the keys that
    it had before its file was replaced: their addresses lead to the present one. `origin` is the
    digest of the bytes that were uploaded. `focal_x` and `focal_y` say, in percent, what has to
    stay in sight where a picture is cropped. A picture is described by `alt`, or `decorative`.
    """

    __tablename__ = "media"
    __noun__ = "file"
    __table_args__ = (
        Index("ix_media_created_at_id", "created_at", "id"),
        Index("ix_media_uploaded_by_id_created_at_id", "uploaded_by_id", "created_at", "id"),
        Index("ix_media_key", "key"),
        Index("ix_media_origin", "origin"),
        _some("ix_media_kept", KEPT),
        _some("ix_media_trashed", TRASHED),
        _some("ix_media_documents", DOCUMENTS),
        _some("ix_media_undescribed", UNDESCRIBED),
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
    name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    origin: Mapped[str] = mapped_column(String(64), default="", server_default="")
    frames: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    decorative: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    focal_x: Mapped[int] = mapped_column(Integer, default=50, server_default="50")
    focal_y: Mapped[int] = mapped_column(Integer, default=50, server_default="50")
    former: Mapped[list[Any]] = mapped_column(Json, default=list, server_default="[]")
    trashed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    uploaded_by: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @property
    def is_picture(self) -> bool:
        """Whether it is seen, and not only downloaded."""
        return self.mime != PDF

    @property
    def is_told(self) -> bool:
        """Whether a person who can't see it misses nothing: described, or mere decoration."""
        return bool(self.alt or self.decorative or not self.is_picture)


class MediaKey(Base):
    """Which file a storage key belongs to, or (`former`) belonged to; kept by triggers."""

    __tablename__ = "media_key"
    __table_args__ = (Index("ix_media_key_media_id", "media_id"),)

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    media_id: Mapped[int] = mapped_column(
        ForeignKey("media.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    former: Mapped[bool] = mapped_column(Boolean)


class TextFile(Base):
    """A storage key that the body of a post or a page names."""

    __tablename__ = "text_file"
    __table_args__ = (
        CheckConstraint("(post_id IS NULL) <> (page_id IS NULL)", name="one_source"),
        Index("ix_text_file_key", "key", "id"),
        Index("ix_text_file_post_id", "post_id"),
        Index("ix_text_file_page_id", "page_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))


class TextFileDue(Base):
    """A text whose body may name other files than is known; noted by triggers."""

    __tablename__ = "text_file_due"

    kind: Mapped[str] = mapped_column(String(4), primary_key=True)
    text_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
