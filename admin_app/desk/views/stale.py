"""A save that comes too late: what was stored meanwhile, beside what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from wtforms import Form
from wtforms.fields.choices import SelectFieldBase

from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.history.queries import values_at
from admin_app.history.rows import link_tables


class Stale(Conflict):
    """The row has moved on since the form was opened at `version`."""

    def __init__(self, version: int) -> None:
        super().__init__("Someone else has saved this meanwhile.")
        self.version = version


@dataclass(frozen=True)
class Clash:
    """A field that stands differently in the two versions; `taken` says which one the form has."""

    label: str
    name: str
    left: str
    right: str
    taken: str


def compared(form: Form, stored: Form, row: Any, version: int) -> list[Clash]:
    """The fields in which the sent form and the stored row differ.

    A field that this person did not change takes the stored value in the form, so that sending
    it again does not undo the other's work; where both changed it, the form keeps what was typed.
    """
    base = _texts_at(stored, row, version)
    clashes = []
    for field in form:
        mine, theirs = _text(field), _text(stored[field.name])
        if mine == theirs:
            continue
        untouched = mine == base.get(field.name, theirs)
        words = (_words(stored[field.name]), _words(field))
        if untouched:
            field.raw_data = None
            field.data = stored[field.name].data
        clashes.append(
            Clash(field.label.text, field.name, *words, "left" if untouched else "right")
        )
    return clashes


def _texts_at(stored: Form, row: Any, version: int) -> dict[str, str]:
    """The texts of the form's fields as they were at that version."""
    texts = {field.name: _text(field) for field in stored}
    for name, value in values_at(row, version).items():
        if name in texts:
            again = type(stored)(data={name: _readable(row, name, value)})
            texts[name] = _text(again[name])
    return texts


def _readable(row: Any, name: str, value: Any) -> Any:
    """A kept value as the form takes it: links by name."""
    link = link_tables(type(row)).get(name)
    if link is None or not isinstance(value, list):
        return value
    target = link.target
    return list(
        db.session.scalars(
            select(target.c.name).where(target.c.id.in_(value)).order_by(target.c.name)
        )
    )


def _text(field: Any) -> str:
    if hasattr(field, "_value"):
        return str(field._value() or "").replace("\r\n", "\n").strip()
    return "" if field.data is None else str(field.data)


def _words(field: Any) -> str:
    """What a person reads in the field: of a choice its label, not the id behind it."""
    if not isinstance(field, SelectFieldBase):
        return _text(field)
    chosen = (choice.label for choice in field.iter_choices() if choice.selected)
    return str(next(chosen, "") or _text(field)).strip()
