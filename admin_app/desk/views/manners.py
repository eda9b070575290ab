"""How a form's field is read, compared and merged: as a value, as names, as a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect
from wtforms import BooleanField, Field, FileField, StringField, TextAreaField
from wtforms.fields.choices import SelectFieldBase, SelectMultipleField

from admin_app.desk.forms import NamesField
from admin_app.history.marks import marked_text
from admin_app.history.merge import Merged, Settled, Side, merge_texts, merge_values
from admin_app.history.merge import merge_names as names_of_both
from admin_app.web.text import clean_characters

Merge = Callable[[str, str, str], Merged]


@dataclass(frozen=True)
class Manner:
    """How fields of one kind are merged (base, mine, theirs) and their differences shown.

    `marked` gives what the page shows of two texts, `clean` a text as it may be kept. `rich` texts
    are HTML; `long` ones have parts, called `part`, which are merged one by one.
    """

    merge: Merge
    marked: Callable[[str, str], Any] = marked_text
    clean: Callable[[str], str] = clean_characters
    rich: bool = False
    long: bool = False
    part: str = "line"


def _merge_names(base: str, mine: str, theirs: str) -> Merged:
    was, here, there = ([n.strip() for n in text.split(",")] for text in (base, mine, theirs))
    together = ", ".join(name for name in names_of_both(was, here, there) if name)
    side = Side.MINE if together == mine else Side.THEIRS if together == theirs else Side.BOTH
    return Merged((Settled(together, side),))


def _merge_words(base: str, mine: str, theirs: str) -> Merged:
    return merge_values(base, mine, theirs, words=True)


VALUE = Manner(merge_values)
WORDS = Manner(_merge_words)
NAMES = Manner(_merge_names)
TEXT = Manner(merge_texts, long=True)


def manner_of(field: Field) -> Manner:
    """How a field of this type is merged."""
    if isinstance(field, NamesField):
        return NAMES
    if isinstance(field, TextAreaField):
        return TEXT
    return WORDS if type(field) is StringField else VALUE


def is_file(field: Field) -> bool:
    """Whether the field takes a file, which can be neither compared nor merged."""
    return isinstance(field, FileField)


def is_merged(field: Field) -> bool:
    """Whether the field was sent at all, and can be merged."""
    if is_file(field):
        return False
    return isinstance(field, BooleanField) or bool(field.raw_data)


def text_of(field: Field) -> str:
    """What the field holds, as a text that is the same for the same value."""
    if isinstance(field, BooleanField):
        return "1" if field.data else ""
    if isinstance(field, NamesField):
        return ", ".join(field.data or [])
    if isinstance(field, SelectFieldBase) or not hasattr(field, "_value"):
        return "" if field.data is None else str(field.data)
    return str(field._value() or "").replace("\r\n", "\n")


def sent_as(field: Field) -> list[str]:
    """What a browser sends for this field's value."""
    if isinstance(field, BooleanField):
        return ["y"] if field.data else []
    if isinstance(field, SelectMultipleField):
        return [str(one) for one in field.data or ()]
    if isinstance(field, SelectFieldBase):
        chosen = [str(choice.value) for choice in field.iter_choices() if choice.selected]
        return chosen[:1] or [text_of(field)]
    return [text_of(field)]


def said_of(field: Field) -> str:
    """What a person reads in the field: of a choice its label, not the id behind it."""
    if isinstance(field, BooleanField):
        return "Yes" if field.data else "No"
    if not isinstance(field, SelectFieldBase):
        return text_of(field).replace("T", " ") if field.type == "MomentField" else text_of(field)
    chosen = (str(choice.label) for choice in field.iter_choices() if choice.selected)
    return (next(chosen, "") or text_of(field)).strip()


def column_of(model: Any, name: str) -> str:
    """The column or link that the field of this name fills."""
    known: Mapping[str, Any] = inspect(model).attrs
    return name if name in known and f"{name}_id" not in known else f"{name}_id"
