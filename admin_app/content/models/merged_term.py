"""Names that have become another tag or category, and what it takes to bring them back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, Json, Slug, UtcDateTime, now
from admin_app.content.models.terms import name_key
from admin_app.extensions import Base
from admin_app.history.models import Recorded


class MergedTerm(Recorded, Base):
    """A tag, or a category, that was merged into another one, which its name stands for since.

    `links` holds the ids of what it had: `moved` are the posts that got the other one by the
    merge, `shared` those that had both; `children` the categories that stood right under it.
    """

    __tablename__ = "merged_term"
    __noun__ = "merged name"
    __table_args__ = (
        CheckConstraint("(tag_id IS NULL) <> (category_id IS NULL)", name="one_target"),
        Index("ix_merged_term_tag_id", "tag_id"),
        Index("ix_merged_term_category_id", "category_id"),
    )

    # The kind and the name's key, so that one column says what there may be only one of.
    key: Mapped[str] = mapped_column(String(220), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    slug: Mapped[str] = mapped_column(Slug)
    description: Mapped[str] = mapped_column(Text, default="")
    was_id: Mapped[int] = mapped_column(Id)
    was_under: Mapped[int | None] = mapped_column(Id)
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"))
    links: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


def merged_key(model: type[Base], name: str) -> str:
    """What a merged name of this kind is found by."""
    return f"{model.__tablename__} {name_key(name)}"
