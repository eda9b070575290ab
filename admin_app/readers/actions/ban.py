"""Banning a reader, and trusting one: rules about their address or network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from admin_app.columns import now
from admin_app.errors import NotFound, Refusal
from admin_app.readers.actions.rules import delete_rules, write_rule
from admin_app.readers.models import Rule, RuleKind, Verdict
from admin_app.readers.policy import require_moderator
from admin_app.readers.queries.reader import rule_on, rules_by_id
from admin_app.readers.rules import read_value

FIRST = 1
"""The position of what was decided over one reader: it goes before the other rules."""


class Span(StrEnum):
    """How long a ban or trust lasts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    UNTIL = "until"
    EVER = "ever"


LASTS = {Span.DAY: timedelta(days=1), Span.WEEK: timedelta(days=7), Span.MONTH: timedelta(days=30)}


def rule_over(person: Any, about: str, sent: Mapping[str, Any]) -> Rule:
    """Ban or trust whoever writes from this email address or network; the rule, on and flushed.

    `sent` has the verdict, the span (with `until`) and the note. What was said of the same address
    before is said anew. Raises `NotAllowed`, and `Refusal` with the field at fault.
    """
    require_moderator(person)
    kind = RuleKind.EMAIL if "@" in about else RuleKind.NETWORK
    value = _value(kind, about)
    rule = rule_on(kind, value) or Rule()
    write_rule(
        person,
        rule,
        {
            "verdict": sent.get("verdict"),
            "kind": kind.value,
            "value": value,
            "note": sent.get("note"),
            "expires_at": _expires(sent.get("span"), sent.get("until")),
            "position": FIRST,
        },
        on=True,
    )
    return rule


def lift(person: Any, rule_id: int) -> Rule:
    """Delete the rule, which names one reader or network alone; what it was.

    Raises `NotAllowed`, `NotFound`, and `Refusal` for a rule that is about others as well.
    """
    require_moderator(person)
    found = rules_by_id([rule_id])
    if not found or found[0].kind not in (RuleKind.EMAIL, RuleKind.NETWORK):
        raise NotFound
    if "\n" in found[0].value:
        raise Refusal("This rule is about others as well; change it under Rules.")
    delete_rules(person, [rule_id])
    return found[0]


def banned(verdict: Verdict) -> str:
    """What is done to a reader, in words: “Refuses what … writes”."""
    return {
        Verdict.REFUSE: "Banned",
        Verdict.SPAM: "Marked as a spammer",
        Verdict.HOLD: "Put on watch",
        Verdict.TRUST: "Trusted",
    }[verdict]


def _value(kind: RuleKind, about: str) -> str:
    try:
        value = read_value(kind, about)
    except Refusal as refusal:
        raise Refusal(refusal.message, "about") from None
    if "\n" in value:
        raise Refusal("Choose one address or network.", "about")
    return value


def _expires(span: Any, until: datetime | None) -> datetime | None:
    try:
        chosen = Span(span)
    except ValueError:
        raise Refusal("Choose how long.", "span") from None
    if chosen is Span.EVER:
        return None
    if chosen is not Span.UNTIL:
        return now() + LASTS[chosen]
    if until is None or until <= now():
        raise Refusal("Write a moment that is yet to come.", "until")
    return until
