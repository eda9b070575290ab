"""The site's settings: one row, a typed column each."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Boolean, CheckConstraint, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.extensions import Base
from admin_app.history.models import Recorded


class CommentsMode(StrEnum):
    """How the site receives comments."""

    HOLD_FIRST = "hold_first"
    HOLD_ALL = "hold_all"
    OPEN = "open"
    SIGNED_IN = "signed_in"
    CLOSED = "closed"


def _switch(on: bool) -> Mapped[bool]:
    return mapped_column(Boolean, default=on, server_default=text("true" if on else "false"))


class Setting(Recorded, Base):
    """The one row of settings. The migration creates it, so it is always there."""

    __tablename__ = "setting"
    __noun__ = "settings"
    __label__ = "site_title"
    __unrecorded__: ClassVar[frozenset[str]] = frozenset({"akismet_key", "announces"})
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint(
            "comments_mode IN ('hold_first', 'hold_all', 'open', 'signed_in', 'closed')",
            name="comments_mode",
        ),
    )

    site_title: Mapped[str] = mapped_column(String(120), default="Copydesk")
    tagline: Mapped[str] = mapped_column(String(300), default="")
    footer: Mapped[str] = mapped_column(Text, default="")
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    posts_per_page: Mapped[int] = mapped_column(Integer, default=10)
    comments_mode: Mapped[str] = mapped_column(String(12), default=CommentsMode.HOLD_FIRST)
    comments_close_after_days: Mapped[int] = mapped_column(Integer, default=0)
    comment_floods_per_minute: Mapped[int] = mapped_column(Integer, default=5)
    # Whether a reader is written to when a comment of theirs is removed.
    tell_readers: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    # Days after which the site lets go of network addresses, of spam and of what was removed; 0
    # for never.
    address_days: Mapped[int] = mapped_column(Integer, default=30, server_default="30")
    spam_days: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    removed_days: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    # How deep threads go, from 1 (no replies) to 10.
    comment_depth: Mapped[int] = mapped_column(Integer, default=3, server_default="3")
    # Whether a reader is asked to confirm their address, and what a confirmed one is worth.
    comment_confirmation: Mapped[bool] = _switch(False)
    comment_trust_confirmed: Mapped[bool] = _switch(True)
    # Seconds that a person needs at the least to write something; 0 for none.
    comment_least_seconds: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    # Reports after which an approved comment waits again; 0 for never.
    comment_reports: Mapped[int] = mapped_column(Integer, default=3, server_default="3")
    # Whether browsers have to work for each comment.
    comment_proof: Mapped[bool] = _switch(False)
    # Akismet, a service that is asked about comments that wait. Its key is a secret.
    akismet_on: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    akismet_key: Mapped[str] = mapped_column(String(100), default="", server_default="")
    akismet_server: Mapped[str] = mapped_column(String(200), default="", server_default="")
    # Kept by the database: the events that any webhook wants, with commas between.
    announces: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Sites that may show comments and send them, one on a line, as a browser names an origin.
    api_origins: Mapped[str] = mapped_column(Text, default="", server_default="")
