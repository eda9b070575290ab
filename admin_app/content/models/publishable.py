"""What a post and a page have in common: a text with a state and a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    and_,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import (
    Mapped,
    column_property,
    declared_attr,
    mapped_column,
    relationship,
    validates,
)

from admin_app.columns import Id, Json, Slug, UtcDateTime, now
from admin_app.extensions import Base
from admin_app.people.models import User


class Status(StrEnum):
    """The states of a text."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    TRASH = "trash"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return self.value.replace("_", " ").capitalize()


KEPT = frozenset(
    {"changes_at", "changes_open", "comment_count", "open_notes", "own_words", "updated_at"}
)
"""Columns of a text that history leaves alone: they follow from others."""


# Beside the texts: a text is a wide row. To write a hundred of them anew, since a comment under
# each was approved, took longer than the approving.
COMMENT_COUNTS = {
    name: Table(
        f"{name}_comment_count",
        Base.metadata,
        Column("text_id", Id, ForeignKey(f"{name}.id", ondelete="CASCADE"), primary_key=True),
        Column("n", Integer, nullable=False),
    )
    for name in ("post", "page")
}


def counted_comments(name: str, text_id: Any) -> ColumnElement[int]:
    """How many comments readers see below the post or page (`name`) with this id."""
    kept = COMMENT_COUNTS[name].c
    counted = select(kept.n).where(kept.text_id == text_id).scalar_subquery()
    # A nought that is the text's: a statement that asks for nothing else must be about texts, too.
    return func.coalesce(counted, text_id - text_id)


class Publishable:
    """Columns and predicates of a text that readers may see once its moment has come."""

    title: Mapped[str] = mapped_column(String(300))
    slug: Mapped[str] = mapped_column(Slug, unique=True)
    body: Mapped[str] = mapped_column(Text, default="", active_history=True)
    excerpt: Mapped[str] = mapped_column(Text, default="", active_history=True)
    status: Mapped[str] = mapped_column(String(12), default=Status.DRAFT)
    # Where the text comes back to from the trash.
    status_before_trash: Mapped[str | None] = mapped_column(String(12))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)
    comments_open: Mapped[bool] = mapped_column(Boolean, default=True)
    # How this text receives comments, and for how many days, where it is not as the site does.
    comments_mode: Mapped[str] = mapped_column(String(12), default="", server_default="")
    comments_close_after_days: Mapped[int | None] = mapped_column(Integer)
    # A word that readers must give before they see the text; None for everybody.
    password: Mapped[str | None] = mapped_column(String(255))
    # What the text has in the fields that its site made, by key, and the words of that, for search.
    own_fields: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict, server_default=text("'{}'")
    )
    own_words: Mapped[str] = mapped_column(Text, default="", server_default="")

    @validates("own_fields")
    def _words_follow_fields(self, _: str, values: dict[str, Any]) -> dict[str, Any]:
        self.own_words = words_of(values or {})
        return values

    # The editorial plan: a day that binds nobody, apart from the moment it goes live.
    planned_on: Mapped[date | None] = mapped_column(Date)
    # What an editor wrote when the text was last returned from review, who that was, and when.
    review_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    # Kept by the database: when the next planned change goes live, and how many are open.
    changes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changes_open: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    # What search engines and other sites are told in place of title and excerpt, where it is set.
    seo_title: Mapped[str] = mapped_column(String(200), default="", server_default="")
    seo_description: Mapped[str] = mapped_column(String(500), default="", server_default="")
    noindex: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    # Notes that wait to be resolved, kept by the database.
    open_notes: Mapped[int] = mapped_column(Integer, default=0, server_default="0")

    @declared_attr
    def author_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    @declared_attr
    def social_picture_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("media.id", ondelete="SET NULL"))

    @declared_attr
    def comment_count(cls) -> Mapped[int]:  # noqa: N805
        """How many comments readers see below it, kept by the database."""
        return column_property(counted_comments(cls.__tablename__, cls.id))  # type: ignore[attr-defined]

    @declared_attr
    def author(cls) -> Mapped[User | None]:  # noqa: N805
        return relationship(User, lazy="raise_on_sql")

    def _is_live(self, at: datetime | None = None) -> bool:
        """Whether readers see it at this moment (by default, now). Works in SQL too."""
        return (
            self.status in (Status.PUBLISHED, Status.SCHEDULED)
            and self.published_at is not None
            and self.published_at <= (at or now())
        )

    def _is_live_sql(cls: Any, at: datetime | None = None) -> ColumnElement[bool]:  # noqa: N805
        return and_(live_states(cls), cls.published_at <= (at or now()))

    is_live = hybrid_method(_is_live, _is_live_sql)

    @property
    def shown_status(self) -> Status:
        """The state as people should read it."""
        return shown_status(self)


def words_of(own_fields: Mapping[str, Any]) -> str:
    """What is searched of the values of a site's own fields."""
    return " ".join(str(one) for one in own_fields.values() if not isinstance(one, bool))


def shown_status(text: Any) -> Status:
    """The state of a text, or of a row of one: scheduled is published once its moment came."""
    if text.status == Status.SCHEDULED and text.published_at <= now():
        return Status.PUBLISHED
    return Status(text.status)


def live_states(model: Any) -> ColumnElement[bool]:
    """The condition of the partial index over what readers may see (their date apart)."""
    condition: ColumnElement[bool] = model.status.in_(
        [literal_column("'published'"), literal_column("'scheduled'")]
    )
    return condition
