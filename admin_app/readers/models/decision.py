"""Each decision over a comment, and what the figures are made of. The database writes all of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Float,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from admin_app.columns import Id, UtcDateTime
from admin_app.extensions import Base


class MadeBy(StrEnum):
    """Who or what decides."""

    PERSON = "person"
    RULE = "rule"
    AKISMET = "akismet"


class Ended(StrEnum):
    """Why a decision stands no more: it was taken back, or another took its place."""

    UNDONE = "undone"
    REPLACED = "replaced"


class Decision(Base):
    """A decision over a comment. One that stands has no `ended`, and there is one at the most.

    Triggers on `comment` write it in the deciding commit, whatever path decides. `was` is the state
    before, where there was one; `waited` the seconds that the comment had waited, where it had.
    `overturned` says that somebody else has decided otherwise since. No keys: what was decided
    stays so when the comment, the rule or the person is gone.
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("made_by IN ('person', 'rule', 'akismet')", name="made_by"),
        CheckConstraint("ended IN ('undone', 'replaced')", name="ended"),
        UniqueConstraint("comment_id", "at"),
        Index("ix_decision_at_id", "at", "id"),
        Index("ix_decision_actor_id_at_id", "actor_id", "at", "id"),
        Index("ix_decision_verdict_at_id", "verdict", "at", "id"),
        Index("ix_decision_post_id_at_id", "post_id", "at", "id"),
        Index(
            "ix_decision_rule_id_at_id",
            "rule_id",
            "at",
            "id",
            postgresql_where=text("rule_id IS NOT NULL"),
            sqlite_where=text("rule_id IS NOT NULL"),
        ),
        Index(
            "ix_decision_overturned_at_id",
            "at",
            "id",
            postgresql_where=text("overturned"),
            sqlite_where=text("overturned"),
        ),
        Index(
            "ix_decision_undone_at_id",
            "at",
            "id",
            postgresql_where=text("ended = 'undone'"),
            sqlite_where=text("ended = 'undone'"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    comment_id: Mapped[int] = mapped_column(Id)
    post_id: Mapped[int | None] = mapped_column(Id)
    page_id: Mapped[int | None] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(8))
    actor_id: Mapped[int | None] = mapped_column(Id)
    was: Mapped[str | None] = mapped_column(String(12))
    verdict: Mapped[str] = mapped_column(String(12))
    rule_id: Mapped[int | None] = mapped_column(Id)
    reason: Mapped[str | None] = mapped_column(String(16))
    score: Mapped[float | None] = mapped_column(Float)
    waited: Mapped[int | None] = mapped_column(Integer)
    ended: Mapped[str | None] = mapped_column(String(8))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(Id)
    overturned: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))

    # What the desk asks of every model. Nobody edits a decision, so history keeps none of this.
    __unrecorded__: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def noun(cls) -> str:
        """What people call one of them."""
        return "decision"

    @classmethod
    def label_column(cls) -> str | None:
        """None: it is known by its comment."""
        return None


def _folded(name: str, *keys: str) -> tuple[Index, ...]:
    def only(which: str, *columns: str, unique: bool) -> Index:
        return Index(
            f"ix_{name}_{which}",
            *columns,
            unique=unique,
            postgresql_where=text(_WHERE[which]),
            sqlite_where=text(_WHERE[which]),
        )

    return (
        Index(f"ix_{name}_{keys[0]}", keys[0]),
        only("folded", *keys, unique=True),
        only("loose", keys[0], unique=False),
    )


_WHERE = {"folded": "folded", "loose": "NOT folded"}


class DecisionFigure(Base):
    """How many decisions there were, and how many of them were overturned; a difference, as Tally.

    `day` is counted from 1970, in UTC; `actor_id` is 0 for no person; `span` is the place in
    `queries.spans.SPANS` of how long the comment had waited, -1 for what had not. Decisions that
    were taken back do not count.
    """

    __tablename__ = "decision_figure"
    __table_args__ = _folded(__tablename__, "day", "made_by", "actor_id", "verdict", "span")

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    day: Mapped[int] = mapped_column(Integer)
    made_by: Mapped[str] = mapped_column(String(8))
    actor_id: Mapped[int] = mapped_column(Id)
    verdict: Mapped[str] = mapped_column(String(12))
    span: Mapped[int] = mapped_column(Integer)
    n: Mapped[int] = mapped_column(Integer)
    overturned: Mapped[int] = mapped_column(Integer)
    folded: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))


class CommentFigure(Base):
    """How many comments came in an hour (counted from 1970), by what they are now; a difference.

    `held` are those that waited or were set aside as they came, `rule_id` is the rule that spoke
    then, or 0. `gone` are spam and removed comments that were deleted since.
    """

    __tablename__ = "comment_figure"
    __table_args__ = _folded(__tablename__, "hour", "status", "held", "rule_id", "gone")

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    hour: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(12))
    held: Mapped[bool] = mapped_column(Boolean)
    rule_id: Mapped[int] = mapped_column(Id)
    gone: Mapped[bool] = mapped_column(Boolean)
    n: Mapped[int] = mapped_column(Integer)
    folded: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))


class CommentDay(Base):
    """How many comments came in a whole day, in UTC: the folded `CommentFigure` of its hours."""

    __tablename__ = "comment_day"

    day: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    status: Mapped[str] = mapped_column(String(12), primary_key=True)
    held: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    rule_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    gone: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    n: Mapped[int] = mapped_column(Integer)


class DecisionMonth(Base):
    """The folded `DecisionFigure` of 32 days, counted from 1970: a month, as machines count."""

    __tablename__ = "decision_month"

    month: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    made_by: Mapped[str] = mapped_column(String(8), primary_key=True)
    actor_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    verdict: Mapped[str] = mapped_column(String(12), primary_key=True)
    span: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer)
    overturned: Mapped[int] = mapped_column(Integer)
