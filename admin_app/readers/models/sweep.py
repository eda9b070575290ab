"""A decision over so many comments that the worker makes it, some thousands at a time."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, Json, UtcDateTime, now
from admin_app.extensions import Base


class SweepState(StrEnum):
    """The states of such a decision."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Sweep(Base):
    """What is decided over these comments, which were all that matched when somebody asked for it.

    `seen` is the state that they had then, "" where they had several. `position` says how many are
    done, written in the commit of their portion, so that a killed sweep goes on where it stopped.
    All portions are one changeset, and so one Undo.
    """

    __tablename__ = "comment_sweep"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
        Index("ix_comment_sweep_started_by_id", "started_by_id"),
        Index("ix_comment_sweep_changeset_id", "changeset_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    action: Mapped[str] = mapped_column(String(12))
    ids: Mapped[list[int]] = mapped_column(Json, deferred=True)
    seen: Mapped[str] = mapped_column(String(12), default="")
    # Why they are removed, where somebody said so.
    reason: Mapped[str | None] = mapped_column(String(16))
    reason_words: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(8), default=SweepState.WAITING)
    position: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    changeset_id: Mapped[int | None] = mapped_column(
        ForeignKey("changeset.id", ondelete="SET NULL")
    )
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
