"""Where the links in a text lead: derived from its body, so that a target knows its sources."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Address, Id
from admin_app.extensions import Base


class TextLink(Base):
    """A link in a post or a page; each target once.

    `target` is a path of this site (“/posts/low-tide”), or the name of another site with two
    slashes before it (“//example.org”).
    """

    __tablename__ = "text_link"
    __table_args__ = (
        CheckConstraint("(post_id IS NULL) <> (page_id IS NULL)", name="one_source"),
        Index("ix_text_link_post_id", "post_id"),
        Index("ix_text_link_page_id", "page_id"),
        Index("ix_text_link_target", "target", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    target: Mapped[str] = mapped_column(Address)


class TextLinkDue(Base):
    """A text whose body was written: the worker looks whether its links are the ones kept.

    Triggers put it here, whatever path writes: forms, imports, undo. A save keeps the links in its
    own commit all the same; then the worker finds nothing to do.
    """

    __tablename__ = "text_link_due"

    kind: Mapped[str] = mapped_column(String(4), primary_key=True)
    text_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
