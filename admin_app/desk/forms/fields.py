"""Fields that the stock ones lack: a moment on the person's clock, a day, names, a reference."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from wtforms import DateField, Field, SelectField, StringField
from wtforms.widgets import DateTimeLocalInput, TextArea, TextInput

from admin_app.desk.forms.widgets import Choices
from admin_app.web.filters import from_local_input, local_input

_LINE_ENDS = re.compile(r"[\r\n]+")


class LineField(StringField):
    """One line of words that wraps where it is longer than the control; `data` has no line ends."""

    widget = TextArea()  # type: ignore[assignment]

    def __init__(self, label: str = "", validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, render_kw={"rows": 1, "data-line": ""}, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it; a line end that was typed or pasted is a space."""
        if valuelist:
            self.data = _LINE_ENDS.sub(" ", valuelist[0])

    def _value(self) -> str:
        return _LINE_ENDS.sub(" ", self.data or "")


class MomentField(Field):
    """A moment, typed and shown on the person's own clock; `data` is in UTC."""

    widget = DateTimeLocalInput()
    # What field.html looks at to give the control its type.
    data: datetime | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return local_input(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the control's text. Raises `ValueError` with a sentence."""
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = from_local_input(valuelist[0].strip())
            except ValueError:
                raise ValueError("Write the date as year, month, day and time.") from None

    def populate_obj(self, obj: Any, name: str) -> None:
        """Set the moment, unless it stands as it was shown."""
        if not self.still_shows(getattr(obj, name)):
            super().populate_obj(obj, name)

    def still_shows(self, value: datetime | None) -> bool:
        """Whether the control says of this moment what it was shown with.

        It shows no seconds, and not which of the two hours it is when clocks are put back: read
        from the control, a moment that nobody touched would be another one.
        """
        if not self.raw_data:
            return False
        return str(self.raw_data[0]).strip() == local_input(value)


class DayField(DateField):
    """A day without a time, the same in every zone; `data` is a date."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the control's text. Raises `ValueError` with a sentence."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if text:
            try:
                self.data = date.fromisoformat(text[:40])
            except ValueError:
                raise ValueError("Write the day as year, month and day.") from None


class NamesField(StringField):
    """Names with commas between them; `data` is the list of names, each once."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return ", ".join(self.data or [])

    def process_data(self, value: Any) -> None:
        """Take the names of rows, or names."""
        self.data = [getattr(one, "name", one) for one in value or []]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Split at commas; the same name in other case counts once."""
        if not valuelist:
            return
        names = (" ".join(part.split()) for text in valuelist for part in text.split(","))
        found: dict[str, str] = {}
        for name in names:
            if name:
                found.setdefault(name.casefold(), name)
        self.data = list(found.values())


class ChoiceField(SelectField):
    """One of several values, which are in no groups."""

    widget = Choices()

    def has_groups(self) -> bool:
        """Never: so nobody looks through a thousand choices for them."""
        return False


class ReferenceField(ChoiceField):
    """One row of another model, by id, or none; the choices are asked for when it is drawn.

    With `checked=False` the action says whether the choice is one: a save that does not change it
    need not read the choices.
    """

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] = (),
        *,
        options: Callable[[], list[tuple[int, str]]],
        blank: str | None = "—",
        checked: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            label,
            validators,
            coerce=lambda value: int(value) if value not in ("", None, "None") else None,
            choices=lambda: [*([("", blank)] if blank is not None else []), *options()],
            **kwargs,
        )
        self.checked = checked

    def pre_validate(self, form: Any) -> None:
        """Only what is offered may be chosen: a person can't pick what they may not see."""
        if not self.checked:
            return
        if self.data is None and any(value == "" for value, _ in self.choices):
            return
        if self.data not in [value for value, _ in self.choices]:
            raise ValueError("This is not one of the choices.")
