"""A note on a paragraph of a text, by a person of the house or a guest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, UtcDateTime, now
from admin_app.extensions import Base
from admin_app.history.models import Recorded

OPEN = "resolved_at IS NULL AND reply_to_id IS NULL"


class Note(Recorded, Base):
    """A note, plain text. `block` counts the text's blocks from 0; None is the whole text.

    `quote` is how the block began when the note was written: by it the note finds its block again
    after others have moved. A reply names the note that it answers, which is never itself a reply;
    only notes that answer none are resolved.
    """

    __tablename__ = "note"
    __noun__ = "note"
    __label__ = "author_name"
    __table_args__ = (
        CheckConstraint("(post_id IS NULL) <> (page_id IS NULL)", name="one_text"),
        Index("ix_note_post_id_id", "post_id", "id"),
        Index("ix_note_page_id_id", "page_id", "id"),
        Index("ix_note_reply_to_id_id", "reply_to_id", "id"),
        Index("ix_note_link_id_created_at", "link_id", "created_at"),
        Index("ix_note_author_id", "author_id"),
        Index(
            "ix_note_resolved_by_id",
            "resolved_by_id",
            postgresql_where=text("resolved_by_id IS NOT NULL"),
            sqlite_where=text("resolved_by_id IS NOT NULL"),
        ),
    )

    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    reply_to_id: Mapped[int | None] = mapped_column(Id, ForeignKey("note.id", ondelete="SET NULL"))
    block: Mapped[int | None] = mapped_column(Integer)
    quote: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    # By name too: a guest has no other, and a person may be gone one day.
    author_name: Mapped[str] = mapped_column(String(200))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("review_link.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
