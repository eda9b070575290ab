"""A page: a text that stands outside the stream of posts, in a tree of its own."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from admin_app.content.models.post import DATED, LIVE, NOT_TRASH, OWN, PLANNED, PLANNED_ON, STATES
from admin_app.content.models.publishable import KEPT, Publishable
from admin_app.extensions import Base
from admin_app.history.models import Recorded


class Page(Recorded, Publishable, Base):
    """A page. `position` orders it among the pages under the same parent."""

    __tablename__ = "page"
    __noun__ = "page"
    __unrecorded__: ClassVar[frozenset[str]] = KEPT
    __table_args__ = (
        CheckConstraint(STATES, name="status"),
        CheckConstraint(DATED, name="dated"),
        Index("ix_page_live", "published_at", "id", postgresql_where=LIVE, sqlite_where=LIVE),
        Index(
            "ix_page_kept", "updated_at", "id", postgresql_where=NOT_TRASH, sqlite_where=NOT_TRASH
        ),
        Index("ix_page_due", "published_at", postgresql_where=PLANNED, sqlite_where=PLANNED),
        Index("ix_page_status_updated_at_id", "status", "updated_at", "id"),
        Index(
            "ix_page_title_id", "title", "id", postgresql_where=NOT_TRASH, sqlite_where=NOT_TRASH
        ),
        Index("ix_page_parent_id_position_id", "parent_id", "position", "id"),
        Index(
            "ix_page_planned_on",
            "planned_on",
            "id",
            postgresql_where=PLANNED_ON,
            sqlite_where=PLANNED_ON,
        ),
        Index(
            "ix_page_social_picture_id",
            "social_picture_id",
            postgresql_where=text("social_picture_id IS NOT NULL"),
            sqlite_where=text("social_picture_id IS NOT NULL"),
        ),
        Index(
            "ix_page_own_fields",
            "own_fields",
            postgresql_using="gin",
            postgresql_ops={"own_fields": "jsonb_path_ops"},
            postgresql_where=OWN,
            sqlite_where=OWN,
        ),
    )

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="SET NULL"))
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")

    parent: Mapped[Page | None] = relationship(remote_side="Page.id", lazy="raise_on_sql")
