"""What an import took, what it found here already, and what it did not take and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class Note:
    """Something that was not taken as it stood: how often, and a few of the cases."""

    count: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """Counts by noun (“post”, “person”), and notes by the sentence that explains them."""

    taken: Counter[str] = field(default_factory=Counter)
    already: Counter[str] = field(default_factory=Counter)
    notes: dict[str, Note] = field(default_factory=dict)

    def note(self, sentence: str, example: str = "", count: int = 1) -> None:
        """Count one more case of this. Sentences beyond the first 200 share one."""
        sentence = cut_at_word(sentence, _LONGEST)  # it may quote the file
        if sentence not in self.notes and len(self.notes) >= _SENTENCES:
            sentence = "Other entries were changed or left out."
        note = self.notes.setdefault(sentence, Note())
        note.count += count
        if example and len(note.examples) < _EXAMPLES:
            note.examples.append(example[:200])

    def add(self, other: Report) -> None:
        """Take in what a later part of the same import reports."""
        self.taken.update(other.taken)
        self.already.update(other.already)
        for sentence, note in other.notes.items():
            self.note(sentence, count=note.count)
            kept = self.notes.get(sentence)
            if kept:
                kept.examples = [*kept.examples, *note.examples][:_EXAMPLES]

    def as_json(self) -> dict[str, Any]:
        """Plain values; `from_json` makes the report of them again."""
        return {
            "taken": dict(self.taken),
            "already": dict(self.already),
            "notes": [
                {"sentence": sentence, "count": note.count, "examples": note.examples}
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
                note["sentence"]: Note(note["count"], list(note["examples"]))
                for note in values.get("notes", [])
            },
        )

    def lines(self) -> Iterator[str]:
        """The report as a person reads it in a terminal."""
        yield f"Taken: {counted(self.taken) or 'nothing'}."
        if here := counted(self.already):
            yield f"Here already: {here}."
        for sentence, note in self.notes.items():
            yield f"{note.count:,} × {sentence}"
            for example in note.examples:
                yield f"    {example}"


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
