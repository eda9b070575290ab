"""A field of their own that a site's people give their posts and pages."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.extensions import Base
from admin_app.history.models import Recorded


class FieldKind(StrEnum):
    """What such a field holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    LINK = "link"
    YES_NO = "yes_no"

    @property
    def label(self) -> str:
        """The kind as people read it."""
        return "Yes or no" if self is FieldKind.YES_NO else self.value.capitalize()


class CustomField(Recorded, Base):
    """What the field is called and what it takes. `key` never changes: values are kept under it.

    `choices` stand one on a line. `shown` says whether readers see it under the text.
    """

    __tablename__ = "custom_field"
    __noun__ = "field"
    __label__ = "label"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('text', 'number', 'date', 'choice', 'link', 'yes_no')", name="kind"
        ),
        Index("ix_custom_field_position_id", "position", "id"),
    )

    label: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(8), default=FieldKind.TEXT)
    choices: Mapped[str] = mapped_column(Text, default="", server_default="")
    help: Mapped[str] = mapped_column(String(300), default="", server_default="")
    required: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    on_posts: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))
    on_pages: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    shown: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
