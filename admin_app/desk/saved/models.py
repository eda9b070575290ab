"""A list's state by a name."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.extensions import Base
from admin_app.history.models import Recorded

LONGEST_QUERY = 2000


class SavedView(Recorded, Base):
    """One person's view of a list; a shared one is seen by all who use that list.

    `screen` is the endpoint of the list and `query` its state, as it stands in the address. What
    the list no longer knows of it is left out when it is opened.
    """

    __tablename__ = "saved_view"
    __noun__ = "saved view"
    __table_args__ = (
        Index("ix_saved_view_owner_id_name_id", "owner_id", "name", "id"),
        Index(
            "ix_saved_view_shared",
            "name",
            "id",
            postgresql_where=text("shared"),
            sqlite_where=text("shared = 1"),
        ),
    )

    name: Mapped[str] = mapped_column(String(80))
    screen: Mapped[str] = mapped_column(String(64))
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY), default="")
    shared: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
