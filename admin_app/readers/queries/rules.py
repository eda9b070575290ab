"""What the house has decided beforehand, and how that has turned out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)

from admin_app.columns import UtcDateTime, now
from admin_app.extensions import db
from admin_app.ids import among, among_given, given_ids
from admin_app.readers.models import Comment, CommentStatus, Refused, Rule, RuleKind, Verdict
from admin_app.readers.rules import Facts, networks_of

MOST_RULES = 500
"""Rules that are asked of each comment: the first by position."""
CAP = 1_000
TRIED_DAYS = 90
MOST_TRIED = 20_000
"""Comments that a rule is tried on before it is switched on: the newest of 90 days."""


@dataclass(frozen=True)
class Standing:
    """How many comments a rule has caught, and how many of those were decided otherwise later.

    Counts stop at 1,001.
    """

    caught: int
    overturned: int


def rules_in_force(facts: Facts) -> Sequence[Any]:
    """The rules that are on and not over, in their order: id, kind, value, verdict.

    Those about one other address or network alone are left out: a site may have banned thousands.
    """
    asked = {
        "now": now(),
        "email": facts.email.lower(),
        "networks": given_ids(networks_of(facts.address)),
    }
    return db.session.connection().execute(_in_force(), asked).all()


@cache
def _in_force() -> Select[Any]:
    # Made once, and of the table: each comment asks, and an address lies in up to 129 networks.
    rule = Rule.__table__.c
    here = or_(
        rule.kind.not_in([_word(RuleKind.EMAIL), _word(RuleKind.NETWORK)]),
        rule.value.contains("\n"),
        and_(rule.kind == _word(RuleKind.EMAIL), rule.value == bindparam("email")),
        and_(rule.kind == _word(RuleKind.NETWORK), among_given(rule.value, "networks")),
    )
    expires = rule.expires_at
    in_time = or_(expires.is_(None), expires > bindparam("now", type_=UtcDateTime()))
    return (
        select(rule.id, rule.kind, rule.value, rule.verdict)
        .where(rule.is_on, in_time, here)
        .order_by(rule.position, rule.id)
        .limit(literal_column(str(MOST_RULES)))
    )


def _word(kind: RuleKind) -> ColumnElement[str]:
    return literal_column(f"'{kind.value}'")


def last_position() -> int:
    """The position of the rule that comes last."""
    return db.session.scalar(select(func.max(Rule.position))) or 0


def standings_of(rules: Collection[Any]) -> dict[int, Standing]:
    """The standing of each of these rules, by id; one statement."""
    if not rules:
        return {}
    rows = db.session.execute(
        select(
            Rule.id,
            _count(Comment.rule_id == Rule.id),
            _count(Comment.rule_id == Rule.id, _otherwise()),
            _refusals(),
        )
        .where(among(Rule.id, [rule.id for rule in rules]))
        .order_by(Rule.id)
    )
    return {
        row_id: Standing(caught + refused, overturned)
        for row_id, caught, overturned, refused in rows
    }


def comments_to_try() -> Sequence[Any]:
    """The newest comments of the last 90 days, with what rules look at, and their state."""
    comment = Comment.__table__.c
    earlier = Comment.__table__.alias()
    approved_before = (
        select(literal_column("1"))
        .select_from(earlier)
        .where(
            earlier.c.author_email == comment.author_email,
            earlier.c.created_at < comment.created_at,
            earlier.c.status == literal_column("'approved'"),
        )
        .exists()
    )
    return db.session.execute(
        select(
            comment.id,
            comment.body,
            comment.author_name,
            comment.author_email,
            comment.author_url,
            comment.author_ip,
            comment.status,
            comment.created_at,
            approved_before.label("approved_before"),
        )
        .where(comment.created_at > now() - timedelta(days=TRIED_DAYS), comment.user_id.is_(None))
        .order_by(comment.created_at.desc(), comment.id.desc())
        .limit(MOST_TRIED)
    ).all()


def _count(*conditions: ColumnElement[bool]) -> Any:
    some = select(Comment.id).where(*conditions).limit(CAP + 1).correlate(Rule.__table__).subquery()
    return select(func.count()).select_from(some).correlate(Rule.__table__).scalar_subquery()


def _refusals() -> Any:
    some = (
        select(Refused.id)
        .where(Refused.rule_id == Rule.id)
        .limit(CAP + 1)
        .correlate(Rule.__table__)
        .subquery()
    )
    return select(func.count()).select_from(some).correlate(Rule.__table__).scalar_subquery()


def _otherwise() -> ColumnElement[bool]:
    """Somebody has decided, and not as the rule would have it."""
    bad = Comment.status.in_([CommentStatus.SPAM.value, CommentStatus.REMOVED.value])
    good = Comment.status == CommentStatus.APPROVED.value
    trusting = Rule.verdict == Verdict.TRUST.value
    return or_(trusting & bad, ~trusting & good) & Comment.decided_at.is_not(None)
