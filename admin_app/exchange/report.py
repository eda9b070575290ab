"""What an import took, what it found here already, and what it did not take and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final

from admin_app.web.text import cut_at_word

_EXAMPLES: Final = 5
_SENTENCES: Final = 200
_LONGEST: Final = 300
_ORDER: Final = ("person", "category", "tag", "post", "page", "comment")
_PLURALS: Final = {
    "category": "categories",
    "person": "people",
    "nav_menu_item": "menu entries",
}
_SINGULARS: Final = {"nav_menu_item": "menu entry"}


class Weight(IntEnum):
    """How much a note matters to who reads the report; the heaviest come first."""

    LOST = 0
    CHANGED = 1
    TOLD = 2

    @property
    def heading(self) -> str:
        """What stands over the notes of this weight."""
        return ("What was left out", "What is different here", "What is as it was")[self]


@dataclass(slots=True)
class Note:
    """Something that was not taken as it stood: how often, and a few of the cases."""

    count: int = 0
    examples: list[str] = field(default_factory=list)
    weight: Weight = Weight.CHANGED


@dataclass(slots=True)
class Report:
    """Counts by noun (“post”, “person”), and notes by the sentence that explains them."""

    taken: Counter[str] = field(default_factory=Counter)
    already: Counter[str] = field(default_factory=Counter)
    notes: dict[str, Note] = field(default_factory=dict)

    def lost(self, sentence: str, example: str = "", count: int = 1) -> None:
        """Count one more case of something that is not here now."""
        self.note(sentence, example, count, Weight.LOST)

    def told(self, sentence: str, example: str = "", count: int = 1) -> None:
        """Count one more case of something that came as it was, and is good to know."""
        self.note(sentence, example, count, Weight.TOLD)

    def note(
        self, sentence: str, example: str = "", count: int = 1, weight: Weight = Weight.CHANGED
    ) -> None:
        """Count one more case of something that came otherwise than it was.

        Sentences beyond the first 200 share one.
        """
        sentence = cut_at_word(sentence, _LONGEST)  # it may quote the file
        if sentence not in self.notes and len(self.notes) >= _SENTENCES:
            sentence, weight = "Other entries were changed or left out.", Weight.LOST
        note = self.notes.setdefault(sentence, Note(weight=weight))
        note.count += count
        if example and len(note.examples) < _EXAMPLES:
            note.examples.append(example[:200])

    def add(self, other: Report) -> None:
        """Take in what a later part of the same import reports."""
        self.taken.update(other.taken)
        self.already.update(other.already)
        for sentence, note in other.notes.items():
            self.note(sentence, count=note.count, weight=note.weight)
            kept = self.notes.get(sentence)
            if kept:
                kept.examples = [*kept.examples, *note.examples][:_EXAMPLES]

    def as_json(self) -> dict[str, Any]:
        """Plain values; `from_json` makes the report of them again."""
        return {
            "taken": dict(self.taken),
            "already": dict(self.already),
            "notes": [
                {
                    "sentence": sentence,
                    "count": note.count,
                    "examples": note.examples,
                    "weight": int(note.weight),
                }
                for sentence, note in self.notes.items()
            ],
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Report:
        """The report that `as_json` was called on; an empty one for an empty mapping."""
        return cls(
            Counter(values.get("taken", {})),
            Counter(values.get("already", {})),
            {
                note["sentence"]: Note(
                    note["count"], list(note["examples"]), Weight(note.get("weight", 1))
                )
                for note in values.get("notes", [])
            },
        )

    def by_weight(self) -> Iterator[tuple[Weight, list[tuple[str, Note]]]]:
        """The notes as (sentence, note): what was lost first, and of that what is most frequent."""
        for weight in Weight:
            found = [one for one in self.notes.items() if one[1].weight is weight]
            if found:
                yield weight, sorted(found, key=lambda one: (-one[1].count, one[0]))

    def lines(self) -> Iterator[str]:
        """The report as a person reads it in a terminal."""
        yield f"Taken: {counted(self.taken) or 'nothing'}."
        if here := counted(self.already):
            yield f"Here already: {here}."
        for weight, notes in self.by_weight():
            yield f"{weight.heading}:"
            for sentence, note in notes:
                yield f"{note.count:,} × {sentence}"
                yield from (f"    {example}" for example in note.examples)


def counted(counts: Mapping[str, int]) -> str:
    """“51 posts, 1 category”: people and terms first, then texts; nothing for what was not met."""
    # PostgreSQL's JSON does not keep the order of keys.
    nouns = sorted(counts, key=lambda noun: (_ORDER.index(noun) if noun in _ORDER else 99, noun))
    return ", ".join(f"{counts[n]:,} {worded(n, counts[n])}" for n in nouns if counts[n])


def worded(noun: str, count: int) -> str:
    """The noun for this many."""
    if count == 1:
        return _SINGULARS.get(noun, noun)
    return _PLURALS.get(noun, f"{noun}s")
