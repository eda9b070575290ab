"""A rule, tried on the comments of the last 90 days before it is switched on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from admin_app.readers.desk.marked import Piece, pieces
from admin_app.readers.models import CommentStatus, Rule, RuleKind, Verdict
from admin_app.readers.queries.rules import MOST_TRIED, TRIED_DAYS, comments_to_try
from admin_app.readers.rules import Facts, matcher

SHOWN = 50
SEEN = 300


@dataclass(frozen=True)
class Caught:
    """A comment that the rule fits, and what was decided over it."""

    id: int
    author_name: str
    status: CommentStatus
    created_at: datetime
    pieces: list[Piece]
    is_mistake: bool


@dataclass(frozen=True)
class Trial:
    """What came out: how many comments were looked at, how many were caught, by their state."""

    looked_at: int
    counts: dict[CommentStatus, int]
    caught: list[Caught]
    is_cut: bool

    days = TRIED_DAYS

    @property
    def total(self) -> int:
        """How many were caught."""
        return sum(self.counts.values())

    @property
    def mistakes(self) -> list[Caught]:
        """The shown ones over which people decided otherwise than the rule would."""
        return [one for one in self.caught if one.is_mistake]


def trial(rule: Rule) -> Trial:
    """Try this rule; mistakes are shown first, then the newest."""
    fits = matcher(RuleKind(rule.kind), rule.value)
    wrong = _wrong(Verdict(rule.verdict))
    counts: Counter[CommentStatus] = Counter()
    found: list[Caught] = []
    mistakes: list[Caught] = []
    rows = comments_to_try()
    for row in rows:
        spans = fits(Facts.of(row, is_newcomer=not row.approved_before))
        if spans is None:
            continue
        status = CommentStatus(row.status)
        counts[status] += 1
        kept = mistakes if status in wrong else found
        if len(kept) < SHOWN:
            kept.append(_caught(row, status, spans, status in wrong))
    return Trial(len(rows), dict(counts), [*mistakes, *found][:SHOWN], len(rows) == MOST_TRIED)


def _wrong(verdict: Verdict) -> frozenset[CommentStatus]:
    """The states that would have been another than the rule says."""
    if verdict is Verdict.TRUST:
        return frozenset({CommentStatus.SPAM, CommentStatus.REMOVED})
    return frozenset({CommentStatus.APPROVED})


def _caught(row: Any, status: CommentStatus, spans: Any, is_mistake: bool) -> Caught:
    return Caught(
        id=row.id,
        author_name=row.author_name,
        status=status,
        created_at=row.created_at,
        pieces=pieces(row.body[:SEEN], spans),
        is_mistake=is_mistake,
    )
