"""Making and switching rules, and asking them of a comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from admin_app.columns import now
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.history.bulk import change_rows
from admin_app.history.removal import remove
from admin_app.readers.models import Refused, Rule, RuleKind, Verdict
from admin_app.readers.policy import require_moderator
from admin_app.readers.queries.rules import last_position, rules_in_force
from admin_app.readers.rules import Facts, matcher, read_value
from admin_app.web.text import clean_characters

SHOWN = 3
LONGEST_NOTE = 2_000


class RefusedByRule(Refusal):
    """A rule refuses this comment; `rule_id` says which, and only the house is told."""

    def __init__(self, rule_id: int) -> None:
        super().__init__(
            "This site does not take comments like this one. Change it, or write to the editors.",
            "body",
        )
        self.rule_id = rule_id


@dataclass(frozen=True)
class Ruled:
    """The rule that decides over a comment, and what it says."""

    rule_id: int
    verdict: Verdict


def ruling(facts: Facts) -> Ruled | None:
    """What the first rule says that fits; None where none does.

    Raises `RefusedByRule` where it refuses the comment.
    """
    for rule in rules_in_force(facts):
        if matcher(RuleKind(rule.kind), rule.value)(facts) is not None:
            if rule.verdict == Verdict.REFUSE:
                raise RefusedByRule(rule.id)
            return Ruled(rule.id, Verdict(rule.verdict))
    return None


def note_refusal(rule_id: int) -> None:
    """Store that this rule has refused a comment; nothing of the comment is kept."""
    db.session.execute(insert(Refused).values(rule_id=rule_id, at=now()))


def write_rule(person: Any, rule: Rule, sent: Mapping[str, Any], *, on: bool = False) -> None:
    """Put what was sent into a new or loaded rule and flush it, switched on if `on` says so.

    A new one comes last, and is off. Raises `Refusal` with the field at fault, `NotAllowed`.
    """
    require_moderator(person)
    rule.verdict = _one_of(Verdict, sent.get("verdict"), "verdict")
    kind = _one_of(RuleKind, sent.get("kind"), "kind")
    rule.kind, rule.value = kind.value, read_value(kind, sent.get("value") or "")
    rule.sentence = sentence(Verdict(rule.verdict), kind, rule.value)
    rule.note = clean_characters(sent.get("note") or "").strip()[:LONGEST_NOTE]
    rule.expires_at = sent.get("expires_at")
    if sent.get("position") is not None:
        rule.position = sent["position"]
    elif not rule.position:
        rule.position = last_position() + 10
    rule.is_on = on or bool(rule.is_on)
    db.session.add(rule)
    db.session.flush()


def switch(person: Any, ids: Sequence[int], *, on: bool) -> list[int]:
    """Switch these rules on or off; the ids of those that were not so before."""
    require_moderator(person)
    return change_rows(Rule, ids, lambda row: {"is_on": on}, reads=("is_on",))


def delete_rules(person: Any, ids: Sequence[int]) -> list[int]:
    """Delete these rules; what they decided stays decided. The ids that went."""
    require_moderator(person)
    return remove(Rule, ids)


def sentence(verdict: Verdict, kind: RuleKind, value: str) -> str:
    """What a rule says: “Hold a comment that contains “casino” or “poker”.”"""
    entries = value.split("\n") if value else []
    if kind is RuleKind.LINKS:
        filled = value
    elif kind is RuleKind.PATTERN:
        filled = value[:80]
    else:
        quoted = [f"“{one}”" if kind is RuleKind.WORDS else one for one in entries[:SHOWN]]
        more = len(entries) - SHOWN
        filled = " or ".join(quoted) + (f" or {more} more" if more > 0 else "")
    return f"{verdict.words} {kind.words} {filled}".strip()


def _one_of(kinds: Any, text: Any, field: str) -> Any:
    try:
        return kinds(text)
    except ValueError:
        raise Refusal("This is not one of the choices.", field) from None
