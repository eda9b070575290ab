"""Who is told by the site itself what happens on it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, String, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import UtcDateTime, now
from admin_app.extensions import Base
from admin_app.history.models import Recorded


class Event(StrEnum):
    """What others can be told of; the first part says what it is about."""

    COMMENT_HELD = "comment.held"
    COMMENT_DECIDED = "comment.decided"
    COMMENT_REPORTED = "comment.reported"
    POST_PUBLISHED = "post.published"

    @property
    def about(self) -> str:
        """The kind of thing that it is about: “comment”, “post”."""
        return self.value.partition(".")[0]

    @property
    def words(self) -> str:
        """The event as people choose it."""
        return {
            "comment.held": "A comment waits for a decision",
            "comment.decided": "A comment was approved, marked as spam or removed",
            "comment.reported": "A reader reports a comment",
            "post.published": "A post is published, at its own moment too",
        }[self.value]


BRIEFLY = {
    Event.COMMENT_HELD: "held comments",
    Event.COMMENT_DECIDED: "decisions",
    Event.COMMENT_REPORTED: "reports",
    Event.POST_PUBLISHED: "published posts",
}


class Webhook(Recorded, Base):
    """An address that is posted to. Its secret is made of `salt` and the site's own key.

    `events` are those it wants, with commas between. The database keeps in `setting.announces`
    what any that is on wants.
    """

    __tablename__ = "webhook"
    __noun__ = "webhook"
    __label__ = "url"

    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[str] = mapped_column(String(200))
    is_on: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))
    note: Mapped[str] = mapped_column(String(300), default="", server_default="")
    salt: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def wanted(self) -> list[str]:
        """The events that it wants."""
        return [one for one in self.events.split(",") if one]

    @property
    def told_of(self) -> str:
        """The same in a few words."""
        return ", ".join(BRIEFLY[Event(one)] for one in self.wanted)

    @property
    def belongings(self) -> str:
        """What its messages in the outbox belong to."""
        return f"webhook:{self.id}"
