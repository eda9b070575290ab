"""Addresses that lead elsewhere: where a text or a term was, and those made by hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Address, UtcDateTime, now
from admin_app.extensions import Base
from admin_app.history.models import Recorded

TARGETS = ("post_id", "page_id", "tag_id", "category_id")
ONE_TARGET = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in (*TARGETS, "url"))


class Redirect(Recorded, Base):
    """An address of this site that leads to a row, or to a `url` here or elsewhere.

    It points at the row and not at its address, so that a second change of address makes no chain.
    A `url` is never the path of another redirect: `actions/redirects.py` sees to it.
    """

    __tablename__ = "redirect"
    __noun__ = "redirect"
    __label__ = "path"
    __table_args__ = (
        CheckConstraint(f"{ONE_TARGET} = 1", name="one_target"),
        Index("ix_redirect_created_at_id", "created_at", "id"),
        *(
            Index(
                f"ix_redirect_{name}",
                name,
                postgresql_where=text(f"{name} IS NOT NULL"),
                sqlite_where=text(f"{name} IS NOT NULL"),
            )
            for name in (*TARGETS, "url")
        ),
    )

    path: Mapped[str] = mapped_column(Address, unique=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"))
    url: Mapped[str | None] = mapped_column(String(1000))
    permanent: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    def target(self) -> tuple[str, int] | None:
        """The row that it leads to, as its table and id; None for a `url`."""
        for name in TARGETS:
            row_id = getattr(self, name)
            if row_id is not None:
                return name.removesuffix("_id"), row_id
        return None

    def lead_to(self, kind: str, row_id: int) -> None:
        """Point it at this row."""
        for name in (*TARGETS, "url"):
            wanted = row_id if name == f"{kind}_id" else None
            if getattr(self, name) != wanted:
                setattr(self, name, wanted)
