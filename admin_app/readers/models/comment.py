"""What readers say under posts and pages."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from admin_app.columns import Id, UtcDateTime, now
from admin_app.content.models import Page, Post
from admin_app.extensions import Base
from admin_app.history.models import Recorded
from admin_app.people.models import User
from admin_app.readers.networks import network_of

DEEPEST = 10
"""The deepest that a thread can go, whatever the setting says."""
WHOLE_ADDRESS = "author_ip <> '' AND author_ip NOT LIKE '%/%'"
"""In SQL: the network address of a comment is there, and was not shortened yet."""


AKISMET_DIFFERS = (
    "akismet IS NOT NULL AND decided_at IS NOT NULL AND ("
    "(coalesce(akismet_told, akismet) = 'spam' AND status = 'approved')"
    " OR (coalesce(akismet_told, akismet) = 'ham' AND status = 'spam'))"
)
"""In SQL: somebody has decided otherwise than what Akismet has said, and than what it was told."""


class CommentStatus(StrEnum):
    """The states of a comment."""

    PENDING = "pending"
    APPROVED = "approved"
    SPAM = "spam"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        """The state as moderators read it."""
        return "Waiting" if self is CommentStatus.PENDING else self.value.capitalize()


class HeldFor(StrEnum):
    """Why a comment waited when it came in."""

    NEWCOMER = "newcomer"
    EVERYONE = "everyone"
    SCORE = "score"
    RULE = "rule"
    UNCONFIRMED = "unconfirmed"
    UNPROVEN = "unproven"
    REPORTED = "reported"


class Comment(Recorded, Base):
    """A comment under a post or a page; `depth` is 1 to 10. The body is a little Markdown."""

    __tablename__ = "comment"
    __noun__ = "comment"
    __label__ = "author_name"
    __unrecorded__: ClassVar[frozenset[str]] = frozenset(
        {"spam_score", "held_for", "rule_id", "author_network"}
        | {"akismet", "akismet_at", "akismet_told"}
    )
    __table_args__ = (
        CheckConstraint("status IN ('pending', 'approved', 'spam', 'removed')", name="status"),
        CheckConstraint("(post_id IS NULL) <> (page_id IS NULL)", name="one_parent"),
        Index("ix_comment_status_created_at_id", "status", "created_at", "id"),
        Index("ix_comment_post_id_status_created_at_id", "post_id", "status", "created_at", "id"),
        Index(
            "ix_comment_page_id_status_created_at_id",
            "page_id",
            "status",
            "created_at",
            "id",
            postgresql_where=text("page_id IS NOT NULL"),
            sqlite_where=text("page_id IS NOT NULL"),
        ),
        # One for all that is asked of a reader: each more would be one more to write to whenever
        # a comment is decided over.
        Index("ix_comment_author_email_created_at_status", "author_email", "created_at", "status"),
        Index("ix_comment_author_ip_created_at", "author_ip", "created_at"),
        Index(
            "ix_comment_author_network_created_at",
            "author_network",
            "created_at",
            postgresql_where=text("author_network <> ''"),
            sqlite_where=text("author_network <> ''"),
        ),
        Index(
            "ix_comment_parent_id",
            "parent_id",
            postgresql_where=text("parent_id IS NOT NULL"),
            sqlite_where=text("parent_id IS NOT NULL"),
        ),
        Index(
            "ix_comment_user_id",
            "user_id",
            postgresql_where=text("user_id IS NOT NULL"),
            sqlite_where=text("user_id IS NOT NULL"),
        ),
        Index(
            "ix_comment_rule_id_id",
            "rule_id",
            "id",
            postgresql_where=text("rule_id IS NOT NULL"),
            sqlite_where=text("rule_id IS NOT NULL"),
        ),
        # Those whose network address has yet to be shortened, the oldest first.
        Index(
            "ix_comment_whole_address",
            "created_at",
            "id",
            postgresql_where=text(WHOLE_ADDRESS),
            sqlite_where=text(WHOLE_ADDRESS),
        ),
        Index(
            "ix_comment_akismet_differs",
            "id",
            postgresql_where=text(AKISMET_DIFFERS),
            sqlite_where=text(AKISMET_DIFFERS),
        ),
        # Of those that wait alone, so that no decision writes to it.
        Index(
            "ix_comment_waiting_held_for_created_at_id",
            "held_for",
            "created_at",
            "id",
            postgresql_where=text("status = 'pending'"),
            sqlite_where=text("status = 'pending'"),
        ),
    )

    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(Id, ForeignKey("comment.id", ondelete="SET NULL"))
    depth: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    # Set where somebody of the house wrote it, from the desk or signed in.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(100))
    author_email: Mapped[str] = mapped_column(String(254), default="")
    author_url: Mapped[str] = mapped_column(String(500), default="")
    author_ip: Mapped[str] = mapped_column(String(45), default="")
    # Follows from the address: what floods and campaigns have in common.
    author_network: Mapped[str] = mapped_column(String(49), default="", server_default="")
    body: Mapped[str] = mapped_column(Text)
    # A digest of the text without case and spacing: the same again under the same post is refused.
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    status: Mapped[str] = mapped_column(String(12), default=CommentStatus.PENDING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    # Why it was removed, where a moderator has said so: a `Reason`, and words of their own.
    reason: Mapped[str | None] = mapped_column(String(16))
    reason_words: Mapped[str] = mapped_column(String(500), default="", server_default="")

    # How likely it is spam, from 0 to 1, by the model of that time; None where it did not know.
    spam_score: Mapped[float | None] = mapped_column(Float)
    held_for: Mapped[str | None] = mapped_column(String(12))
    # The rule that spoke when it came in. No key: what it did stays true when the rule is gone.
    rule_id: Mapped[int | None] = mapped_column(Id)
    # What Akismet says, “spam” or “ham”, where it was asked; what it was told back since.
    akismet: Mapped[str | None] = mapped_column(String(4))
    akismet_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    akismet_told: Mapped[str | None] = mapped_column(String(4))

    post: Mapped[Post | None] = relationship(lazy="raise_on_sql")
    page: Mapped[Page | None] = relationship(lazy="raise_on_sql")
    parent: Mapped[Comment | None] = relationship(remote_side="Comment.id", lazy="raise_on_sql")
    user: Mapped[User | None] = relationship(foreign_keys=[user_id], lazy="raise_on_sql")
    decided_by: Mapped[User | None] = relationship(
        foreign_keys=[decided_by_id], lazy="raise_on_sql"
    )

    @validates("author_ip")
    def _network_follows_address(self, _: str, address: str) -> str:
        self.author_network = network_of(address or "")
        return address
