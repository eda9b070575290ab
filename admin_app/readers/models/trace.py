"""What comments are found by beside their words; derived of them, and no part of history."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id
from admin_app.extensions import Base


class Trace(Base):
    """Four numbers that a comment's text shares with texts like it.

    In a table of its own: in the comment's, each decision would write all these indexes anew.
    """

    __tablename__ = "comment_trace"
    __table_args__ = tuple(
        Index(f"ix_comment_trace_band_{n}_comment_id", f"band_{n}", "comment_id")
        for n in range(1, 5)
    )

    comment_id: Mapped[int] = mapped_column(
        Id, ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    band_1: Mapped[int | None] = mapped_column(Integer)
    band_2: Mapped[int | None] = mapped_column(Integer)
    band_3: Mapped[int | None] = mapped_column(Integer)
    band_4: Mapped[int | None] = mapped_column(Integer)


class LinkDomain(Base):
    """A site that a comment links to, in its text or as its author's own."""

    __tablename__ = "comment_link_domain"
    __table_args__ = (Index("ix_comment_link_domain_comment_id", "comment_id"),)

    domain: Mapped[str] = mapped_column(String(253), primary_key=True)
    comment_id: Mapped[int] = mapped_column(
        Id, ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class TraceDue(Base):
    """A comment that was written: the worker looks whether its traces are there.

    Triggers put it here, whatever path writes, and take away what was kept of its older words. A
    save keeps its traces in its own commit all the same; then the worker finds nothing to do.
    """

    __tablename__ = "comment_trace_due"

    comment_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
