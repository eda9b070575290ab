"""What a person has typed and not saved yet, and who is in which text."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, Json, UtcDateTime, now
from admin_app.extensions import Base

TITLE = 120
"""Characters of a title by which kept words are told apart."""


class Autosave(Base):
    """One form as it was last typed: no revision, and nothing that history knows.

    `entity_id` is 0 for a text that is not there yet. `draft_key` is the form's own, so that two
    tabs on one text keep two; `version` is what the form was opened at. `fields` are the names and
    texts of all its controls, in their order.
    """

    __tablename__ = "autosave"
    __table_args__ = (
        Index("ix_autosave_one", "person_id", "entity", "entity_id", "draft_key", unique=True),
        Index("ix_autosave_at", "at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    entity: Mapped[str] = mapped_column(String(64))
    entity_id: Mapped[int] = mapped_column(Id)
    draft_key: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(TITLE))
    fields: Mapped[list[Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # Not offered any more; until it is swept away it can still be looked at.
    discarded: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))


class Presence(Base):
    """A person who has a text open in a tab of a browser, and was heard of at `seen_at`."""

    __tablename__ = "presence"
    __table_args__ = (
        Index("ix_presence_person_id", "person_id"),
        Index("ix_presence_seen_at", "seen_at"),
    )

    entity: Mapped[str] = mapped_column(String(64), primary_key=True)
    entity_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    tab: Mapped[str] = mapped_column(String(32), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    field: Mapped[str] = mapped_column(String(64), default="")
