"""A link by which somebody without an account reads a text before it is out."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import UtcDateTime, now
from admin_app.extensions import Base
from admin_app.history.models import Recorded


class ReviewLink(Recorded, Base):
    """A way in for a guest, to one text. `shows_version` pins it; None follows the text.

    Only a digest of the token is kept, and history keeps not even that: whoever reads the
    database, or undoes a change, opens no door. `views` counts browsers, not people.
    """

    __tablename__ = "review_link"
    __noun__ = "review link"
    __label__ = "label"
    __unrecorded__: ClassVar[frozenset[str]] = frozenset({"token_hash", "views"})
    __table_args__ = (
        CheckConstraint("(post_id IS NULL) <> (page_id IS NULL)", name="one_text"),
        Index("ix_review_link_post_id_id", "post_id", "id"),
        Index("ix_review_link_page_id_id", "page_id", "id"),
        Index("ix_review_link_made_by_id", "made_by_id"),
    )

    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    # NULL in a row that an undo brought back: its address is lost for good.
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(100), default="")
    shows_version: Mapped[int | None] = mapped_column(Integer)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    views: Mapped[int] = mapped_column(Integer, default=0, server_default="0")

    @property
    def is_open(self) -> bool:
        """Whether it lets anybody in at this moment."""
        return self.token_hash is not None and self.revoked_at is None and self.expires_at > now()
