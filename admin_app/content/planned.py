"""What a planned change comes to, over what is stored when its moment has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from admin_app.content.markup.merging import HTML
from admin_app.history.merge import LINES, merge_names, merge_texts

Values = dict[str, Any]
NAMES = ("categories", "tags")
OWN = "own_fields"
CUTS = {"body": HTML, "excerpt": LINES}


@dataclass
class Outcome:
    """The values to be set, by name, and the names of those that both sides changed."""

    values: Values = field(default_factory=dict)
    clashes: list[str] = field(default_factory=list)


def coming_to(before: Mapping[str, Any], after: Mapping[str, Any], held: Values) -> Outcome:
    """The change from `before` to `after`, put upon `held`, which somebody may have changed since.

    What only one side changed is taken from there; sets of names and texts are merged; where words
    would be lost the name is among the clashes, and `values` has nothing of it. Of the site's own
    fields `values` has those that change, by key; None for one that is emptied.
    """
    outcome = Outcome()
    for name, wanted in after.items():
        base, stored = before.get(name), held.get(name)
        if stored == wanted:
            continue
        if name == OWN:
            _own_fields(base or {}, wanted or {}, stored or {}, outcome)
        elif stored == base:
            outcome.values[name] = wanted
        elif name in NAMES:
            outcome.values[name] = merge_names(base or [], wanted or [], stored or [])
        elif name in CUTS:
            merged = merge_texts(base or "", wanted or "", stored or "", CUTS[name])
            if merged.clashes:
                outcome.clashes.append(name)
            else:
                outcome.values[name] = merged.resolved()
        else:
            outcome.clashes.append(name)
    return outcome


def put_upon(held: Mapping[str, Any], changes: Mapping[str, Any]) -> Values:
    """The site's own fields of a text with such changes."""
    return {key: value for key, value in {**held, **changes}.items() if value is not None}


def _own_fields(base: Values, wanted: Values, stored: Values, outcome: Outcome) -> None:
    """Field by field: two people who fill different ones are in nobody's way."""
    moved = {key for key in base.keys() | wanted.keys() if base.get(key) != wanted.get(key)}
    moved = {key for key in moved if stored.get(key) != wanted.get(key)}
    if any(stored.get(key) != base.get(key) for key in moved):
        outcome.clashes.append(OWN)
    elif moved:
        outcome.values[OWN] = {key: wanted.get(key) for key in sorted(moved)}
