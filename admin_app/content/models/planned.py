"""A change to a live text that waits for its moment."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from admin_app.columns import Id, Json, UtcDateTime, now
from admin_app.content.models.page import Page
from admin_app.content.models.post import Post
from admin_app.extensions import Base
from admin_app.history.models import Recorded
from admin_app.people.models import User


class ChangeState(StrEnum):
    """The states of a planned change."""

    WAITING = "waiting"
    APPLIED = "applied"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return "Made" if self is ChangeState.APPLIED else self.value.capitalize()


OPEN = (ChangeState.WAITING, ChangeState.FAILED)
"""The states in which somebody still counts on it."""

OF_POST = text("post_id IS NOT NULL")
OF_PAGE = text("page_id IS NOT NULL")
OF_AUTHOR = text("author_id IS NOT NULL")


class PlannedChange(Recorded, Base):
    """What a text is to say from a moment on.

    `after` has the new values by the names that `actions.texts.write` takes (tags and categories as
    lists of names), `before` what stood there when it was planned. `title` is the text's, then.
    """

    __tablename__ = "planned_change"
    __noun__ = "planned change"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'applied', 'failed', 'cancelled')", name="state"),
        CheckConstraint("(post_id IS NULL) <> (page_id IS NULL)", name="one_text"),
        Index("ix_planned_change_state_goes_live_at_id", "state", "goes_live_at", "id"),
        Index(
            "ix_planned_change_post_id",
            "post_id",
            "goes_live_at",
            "id",
            postgresql_where=OF_POST,
            sqlite_where=OF_POST,
        ),
        Index(
            "ix_planned_change_page_id",
            "page_id",
            "goes_live_at",
            "id",
            postgresql_where=OF_PAGE,
            sqlite_where=OF_PAGE,
        ),
        Index(
            "ix_planned_change_author_id",
            "author_id",
            postgresql_where=OF_AUTHOR,
            sqlite_where=OF_AUTHOR,
        ),
    )

    post_id: Mapped[int | None] = mapped_column(Id, ForeignKey("post.id", ondelete="CASCADE"))
    page_id: Mapped[int | None] = mapped_column(Id, ForeignKey("page.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(300))
    base_version: Mapped[int] = mapped_column(Integer)
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    after: Mapped[dict[str, Any]] = mapped_column(Json)
    goes_live_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12), default=ChangeState.WAITING)
    # Why it failed, in a sentence.
    why: Mapped[str] = mapped_column(Text, default="", server_default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    author: Mapped[User | None] = relationship(User, lazy="raise_on_sql")
    post: Mapped[Post | None] = relationship(lazy="raise_on_sql")
    page: Mapped[Page | None] = relationship(lazy="raise_on_sql")

    @property
    def entity(self) -> str:
        """Whether it is of a “post” or a “page”."""
        return "post" if self.post_id is not None else "page"

    @property
    def text_id(self) -> int:
        """The id of the post or page."""
        return int(self.post_id if self.post_id is not None else self.page_id or 0)
