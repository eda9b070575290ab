"""A post and its links to tags and categories."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Table, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from admin_app.content.models.media import Media
from admin_app.content.models.publishable import KEPT, Publishable
from admin_app.content.models.terms import Category, Tag
from admin_app.extensions import Base
from admin_app.history.models import Recorded

STATES = "status IN ('draft', 'in_review', 'scheduled', 'published', 'trash')"
DATED = "status NOT IN ('scheduled', 'published') OR published_at IS NOT NULL"
LIVE = text("status IN ('published', 'scheduled')")
PLANNED = text("status = 'scheduled'")
NOT_TRASH = text("status <> 'trash'")
OWN = text("own_fields <> '{}'")
PLANNED_ON = text("planned_on IS NOT NULL")
RETURNED = text("returned_at IS NOT NULL")

post_tag = Table(
    "post_tag",
    Base.metadata,
    Column("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_post_tag_tag_id_post_id", "tag_id", "post_id"),
)

post_category = Table(
    "post_category",
    Base.metadata,
    Column("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    Column("category_id", ForeignKey("category.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_post_category_category_id_post_id", "category_id", "post_id"),
)


class Post(Recorded, Publishable, Base):
    """A dated text of the site."""

    __tablename__ = "post"
    __noun__ = "post"
    __unrecorded__: ClassVar[frozenset[str]] = KEPT
    __table_args__ = (
        CheckConstraint(STATES, name="status"),
        CheckConstraint(DATED, name="dated"),
        Index(
            "ix_post_live",
            "published_at",
            "id",
            postgresql_where=LIVE,
            sqlite_where=LIVE,
        ),
        Index(
            "ix_post_kept",
            "updated_at",
            "id",
            postgresql_where=NOT_TRASH,
            sqlite_where=NOT_TRASH,
        ),
        Index(
            "ix_post_live_author",
            "author_id",
            "published_at",
            "id",
            postgresql_where=LIVE,
            sqlite_where=LIVE,
        ),
        Index(
            "ix_post_live_sticky",
            "published_at",
            "id",
            postgresql_where=text(f"sticky AND {LIVE}"),
            sqlite_where=text(f"sticky = 1 AND {LIVE}"),
        ),
        Index("ix_post_due", "published_at", postgresql_where=PLANNED, sqlite_where=PLANNED),
        Index("ix_post_status_updated_at_id", "status", "updated_at", "id"),
        Index("ix_post_author_id_updated_at_id", "author_id", "updated_at", "id"),
        Index(
            "ix_post_title_id", "title", "id", postgresql_where=NOT_TRASH, sqlite_where=NOT_TRASH
        ),
        Index("ix_post_picture_id", "picture_id"),
        Index(
            "ix_post_planned_on",
            "planned_on",
            "id",
            postgresql_where=PLANNED_ON,
            sqlite_where=PLANNED_ON,
        ),
        Index(
            "ix_post_returned",
            "author_id",
            "returned_at",
            "id",
            postgresql_where=RETURNED,
            sqlite_where=RETURNED,
        ),
        Index(
            "ix_post_social_picture_id",
            "social_picture_id",
            postgresql_where=text("social_picture_id IS NOT NULL"),
            sqlite_where=text("social_picture_id IS NOT NULL"),
        ),
        Index(
            "ix_post_own_fields",
            "own_fields",
            postgresql_using="gin",
            postgresql_ops={"own_fields": "jsonb_path_ops"},
            postgresql_where=OWN,
            sqlite_where=OWN,
        ),
    )

    sticky: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"))

    picture: Mapped[Media | None] = relationship(foreign_keys=[picture_id], lazy="raise_on_sql")
    tags: Mapped[list[Tag]] = relationship(
        secondary=post_tag, order_by=Tag.name, lazy="raise_on_sql", passive_deletes=True
    )
    categories: Mapped[list[Category]] = relationship(
        secondary=post_category, order_by=Category.name, lazy="raise_on_sql", passive_deletes=True
    )
