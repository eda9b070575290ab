"""How the controls of a form are drawn.

WTForms draws an attribute in some ten microseconds, and a form has a hundred; a site may have a
thousand authors to choose from. What is drawn is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from wtforms import widgets
from wtforms.widgets.core import clean_key


def drawn(field: Any, given: dict[str, Any]) -> Markup:
    """The control of this field, with these attributes beside its own."""
    draw = _DRAWN_HERE.get(type(field.widget))
    if draw is None or getattr(field, "_datalist", None) is not None:
        stock: Markup = field.widget(field, **given)
        return stock
    return draw(field, {"id": field.id, "name": field.name, **flags_of(field), **given})


def flags_of(field: Any) -> dict[str, Any]:
    """The attributes by which a field tells the browser what it takes."""
    return {
        name: value() if callable(value) else value
        for name, value in vars(field.flags).items()
        if name in field.widget.validation_attrs
    }


class Choices(widgets.Select):
    """A <select> whose options are in no groups."""


def _input(field: Any, given: dict[str, Any]) -> Markup:
    own = {"type": field.widget.input_type, **given}
    if "value" not in own:
        own["value"] = field._value()
    # Every attribute is escaped as it is put in.
    return Markup(f"<input {_attributes(own)}>")  # noqa: S704


def _text_area(field: Any, given: dict[str, Any]) -> Markup:
    # Attributes and text are escaped as they are put in; browsers drop the first line's end.
    return Markup(  # noqa: S704
        f"<textarea {_attributes(given)}>\r\n{escape(field._value())}</textarea>"
    )


def _select(field: Any, given: dict[str, Any]) -> Markup:
    options = "".join(
        f"<option {'selected ' if one.selected else ''}{_attributes(one.render_kw or {}, ' ')}"
        f"{_value_and_label(one.value, one.label)}"
        for one in field.iter_choices()
    )
    # Attributes, values and labels are escaped as they are put in.
    return Markup(f"<select {_attributes(given)}>{options}</select>")  # noqa: S704


# By type as well: what is markup is equal to the text that is escaped.
@lru_cache(maxsize=4096, typed=True)
def _value_and_label(value: Any, label: Any) -> str:
    return f'value="{escape(value)}">{escape(label)}</option>'


def _attributes(given: Mapping[str, Any], after: str = "") -> str:
    """In the order of their names; what is True stands by itself, what is False is left out."""
    told = [
        name if value is True else f'{name}="{escape(value)}"'
        for name, value in sorted((clean_key(name), value) for name, value in given.items())
        if value is not False
    ]
    return " ".join(told) + after if told else ""


_DRAWN_HERE: dict[type, Callable[[Any, dict[str, Any]], Markup]] = {
    widgets.TextInput: _input,
    widgets.DateInput: _input,
    widgets.DateTimeLocalInput: _input,
    widgets.NumberInput: _input,
    widgets.EmailInput: _input,
    widgets.TextArea: _text_area,
    Choices: _select,
}
