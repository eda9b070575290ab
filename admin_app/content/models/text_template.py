"""A template that new posts begin from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Json
from admin_app.extensions import Base
from admin_app.history.models import Recorded


class TextTemplate(Recorded, Base):
    """What a new post is prefilled with; tags and categories by their names, commas between."""

    __tablename__ = "text_template"
    __noun__ = "template"
    __table_args__ = (Index("ix_text_template_name_id", "name", "id"),)

    name: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300), default="", server_default="")
    body: Mapped[str] = mapped_column(Text, default="", server_default="")
    tags: Mapped[str] = mapped_column(Text, default="", server_default="")
    categories: Mapped[str] = mapped_column(Text, default="", server_default="")
    own_fields: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict, server_default=text("'{}'")
    )
