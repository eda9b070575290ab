"""Tags and categories: the words that posts are found under."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from admin_app.columns import NameKey, Slug
from admin_app.extensions import Base
from admin_app.history.models import Recorded


def name_key(name: str) -> str:
    """Two names with the same key are the same name to people: case and spaces do not count."""
    return " ".join(name.split()).casefold()


class Tag(Recorded, Base):
    """A tag. `post_count` counts the posts that carry it, kept by the database."""

    __tablename__ = "tag"
    __noun__ = "tag"
    __unrecorded__: ClassVar[frozenset[str]] = frozenset({"post_count", "name_key"})
    __table_args__ = (
        Index("ix_tag_name_id", "name", "id"),
        Index("ix_tag_post_count_id", "post_count", "id"),
    )

    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(NameKey, unique=True)
    slug: Mapped[str] = mapped_column(Slug, unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    post_count: Mapped[int] = mapped_column(Integer, default=0, server_default="0")

    @validates("name")
    def _key_follows_name(self, _: str, name: str) -> str:
        self.name_key = name_key(name)
        return name


class Category(Recorded, Base):
    """A category, in a tree. Names are unique over the whole tree, so that one name finds one."""

    __tablename__ = "category"
    __noun__ = "category"
    __unrecorded__: ClassVar[frozenset[str]] = frozenset({"post_count", "name_key"})
    __table_args__ = (
        Index("ix_category_name_id", "name", "id"),
        Index("ix_category_parent_id", "parent_id"),
        Index("ix_category_post_count_id", "post_count", "id"),
    )

    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(NameKey, unique=True)
    slug: Mapped[str] = mapped_column(Slug, unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="SET NULL"))
    post_count: Mapped[int] = mapped_column(Integer, default=0, server_default="0")

    parent: Mapped[Category | None] = relationship(remote_side="Category.id", lazy="raise_on_sql")

    @validates("name")
    def _key_follows_name(self, _: str, name: str) -> str:
        self.name_key = name_key(name)
        return name
