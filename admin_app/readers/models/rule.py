"""What the house has decided beforehand, as sentences with a field in them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, UtcDateTime, now
from admin_app.extensions import Base
from admin_app.history.models import Recorded


class Verdict(StrEnum):
    """What is done with a comment that a rule fits."""

    HOLD = "hold"
    SPAM = "spam"
    REFUSE = "refuse"
    TRUST = "trust"

    @property
    def words(self) -> str:
        """The beginning of the sentence."""
        return {"hold": "Hold", "spam": "Mark as spam", "refuse": "Refuse", "trust": "Publish"}[
            self.value
        ] + " a comment"


class RuleKind(StrEnum):
    """What of a comment a rule looks at."""

    WORDS = "words"
    PATTERN = "pattern"
    EMAIL = "email"
    DOMAIN = "domain"
    NETWORK = "network"
    LINKS = "links"
    NEWCOMER = "newcomer"

    @property
    def words(self) -> str:
        """The middle of the sentence, before what was filled in."""
        return {
            "words": "that contains",
            "pattern": "that matches the pattern",
            "email": "from the address",
            "domain": "that links to",
            "network": "from the network",
            "links": "with more links than",
            "newcomer": "from a reader with no approved comment",
        }[self.value]


class Rule(Recorded, Base):
    """A rule. Of those that are on, the first that fits a comment, by `position`, decides.

    `sentence` is what it says, written by the action; people know it by that.
    """

    __tablename__ = "rule"
    __noun__ = "rule"
    __label__ = "sentence"
    __table_args__ = (
        CheckConstraint("verdict IN ('hold', 'spam', 'refuse', 'trust')", name="verdict"),
        CheckConstraint(
            "kind IN ('words', 'pattern', 'email', 'domain', 'network', 'links', 'newcomer')",
            name="kind",
        ),
        Index("ix_rule_position_id", "position", "id"),
    )

    verdict: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(12))
    value: Mapped[str] = mapped_column(Text, default="")
    sentence: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    is_on: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Refused(Base):
    """A comment that a rule refused: that it was so, and nothing of the comment."""

    __tablename__ = "rule_refused"
    __table_args__ = (Index("ix_rule_refused_rule_id_id", "rule_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    rule_id: Mapped[int] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
