"""A save that comes too late is merged with what was saved meanwhile, field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from admin_app.desk.views.manners import (
    Manner,
    column_of,
    is_merged,
    said_of,
    sent_as,
    text_of,
)
from admin_app.errors import Conflict
from admin_app.history.merge import Clash, Merged, Side

MINE, THEIRS, BOTH = "mine", "theirs", "both"
FEW = 3
"""Parts of a text that are named one by one."""


@dataclass(frozen=True)
class Part:
    """A field that was changed since: it stands in three versions, and merged."""

    name: str
    label: str
    manner: Manner
    merged: Merged
    mine: Field
    theirs: Field

    @property
    def questions(self) -> list[Question]:
        """What of it has to be asked."""
        return [Question(self, number, clash) for number, clash in enumerate(self.merged.clashes)]

    def told(self) -> str:
        """What of it is theirs in the result, in words; "" where nothing is."""
        places = sorted({*self.merged.taken(Side.THEIRS), *self.merged.taken(Side.BOTH)})
        if not places:
            return ""
        label = self.label.lower()
        if not self.manner.long or len(self.merged.pieces) == 1:
            return f"the {label}"
        if len(places) > FEW:
            return f"{len(places)} {self.manner.part}s of the {label}"
        numbers = " and ".join(map(str, places))
        return f"{self.manner.part}{'s' * (len(places) > 1)} {numbers} of the {label}"


@dataclass(frozen=True)
class Question:
    """A clash as the page asks about it."""

    part: Part
    number: int
    clash: Clash

    @property
    def name(self) -> str:
        """What its controls are called."""
        return f"{self.part.name}.{self.number}"

    @property
    def place(self) -> int:
        """Which part of a long text it is, from 1 on; 0 for what has no parts."""
        pieces = self.part.merged.pieces
        if not self.part.manner.long or len(pieces) == 1:
            return 0
        return next(place for place, piece in enumerate(pieces, 1) if piece is self.clash)

    @property
    def mixes(self) -> bool:
        """Whether there is a proposal that has the words of both."""
        return self.part.manner.long or self.clash.proposal != self.clash.mine

    def shown(self, side: str) -> Any:
        """One side's text, its words marked against where both started."""
        manner = self.part.manner
        if not self.mixes:
            return said_of(self.part.mine if side == MINE else self.part.theirs)
        return manner.marked(self.clash.base, getattr(self.clash, side))


@dataclass(frozen=True)
class Merging:
    """A form merged with what was saved since `base_version`, up to `version`.

    `written` is what this person changed of that base, by field, as it was sent.
    """

    base_version: int
    version: int
    parts: Sequence[Part]
    written: Mapping[str, str]

    @property
    def questions(self) -> list[Question]:
        """All that has to be asked, in the order of the form."""
        return [question for part in self.parts for question in part.questions]

    def apply(self, answers: Mapping[str, str] | None = None) -> None:
        """Put theirs into the form; of each clash what the answers choose."""
        for part in self.parts:
            part.mine.process(MultiDict({part.name: _values(part, answers or {})}))

    def told(self) -> list[str]:
        """What of the others' work is in the result, in words."""
        return [words for part in self.parts if (words := part.told())]


class Stale(Conflict):
    """The row has moved on, and both changed the same: a person has to look."""

    def __init__(self, merging: Merging, kept: Mapping[str, Any]) -> None:
        super().__init__("Someone else has saved this meanwhile.")
        self.merging = merging
        self.kept = kept


def merge_forms(
    mine: Form,
    base: Form,
    theirs: Form,
    manner_of: Callable[[Field], Manner],
    versions: tuple[int, int],
) -> Merging:
    """The forms of three versions as one; only fields that the others changed are looked at."""
    parts, written = [], {}
    for field in mine:
        if not is_merged(field) or field.name not in theirs or field.name not in base:
            continue
        texts = [text_of(form[field.name]) for form in (base, mine, theirs)]
        if texts[0] != texts[1]:
            written[field.name] = texts[1]
        if texts[0] != texts[2]:
            manner = manner_of(field)
            merged = manner.merge(*texts)
            label = field.label.text
            parts.append(Part(field.name, label, manner, merged, field, theirs[field.name]))
    return Merging(*versions, parts, written)


def who_changed(model: Any, saves: Sequence[Any], names: Sequence[str]) -> list[str]:
    """Who made those of these saves that changed any of these fields, each once."""
    columns = {column_of(model, name) for name in names}
    return list(
        dict.fromkeys(
            save.actor_name or "The site"
            for save in saves
            if save.fields is None or columns & set(save.fields.split(","))
        )
    )


def _values(part: Part, answers: Mapping[str, str]) -> list[str]:
    """What is sent for this field."""
    clashes = part.merged.clashes
    if not part.manner.long and not (clashes and answers.get(f"choice.{part.name}.0") == BOTH):
        side = _side(part, answers)
        if side is not None:
            return sent_as(side)
    chosen = {
        number: _answer(clash, f"{part.name}.{number}", answers)
        for number, clash in enumerate(clashes)
    }
    return [part.merged.resolved(chosen)]


def _side(part: Part, answers: Mapping[str, str]) -> Field | None:
    """The field that the value is taken from as it is; None: it is put together."""
    if part.merged.clashes:
        return part.theirs if answers.get(f"choice.{part.name}.0") == THEIRS else part.mine
    (piece,) = part.merged.pieces
    side = getattr(piece, "side", Side.BOTH)
    return {Side.THEIRS: part.theirs, Side.MINE: part.mine, Side.ALIKE: part.theirs}.get(side)


def _answer(clash: Clash, name: str, answers: Mapping[str, str]) -> str:
    chosen = answers.get(f"choice.{name}")
    if chosen in (MINE, THEIRS):
        return str(getattr(clash, chosen))
    return answers.get(f"text.{name}", clash.proposal).replace("\r\n", "\n")
