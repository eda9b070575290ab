"""Fields that are drawn once: most of a form's fields stand as they stood in the last form.

As with the rows of lists, what is drawn is kept by all that it tells, so it is never out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from markupsafe import Markup
from wtforms import widgets

from admin_app.desk.forms.widgets import Choices, flags_of

MOST_KEPT = 1000
MOST_OPTIONS = 40
"""Options of the largest choice that is kept: some 2 kB."""

Macro = Callable[..., Markup]

_kept: dict[Hashable, Markup] = {}
_TYPED = frozenset(
    {
        widgets.TextInput,
        widgets.DateInput,
        widgets.DateTimeLocalInput,
        widgets.NumberInput,
        widgets.EmailInput,
        widgets.TextArea,
    }
)


def drawn_field(
    macro: Macro,
    field: Any,
    help: str | None,
    required: bool | None,
    css: str,
    attrs: Mapping[str, Hashable],
    hide_label: bool,
) -> Markup:
    """What the macro of `components/field.html` makes of this field, by these arguments.

    A field with words of its own, or with very many choices, is drawn each time.
    """
    shown = _shown(field)
    if shown is None:
        return macro(field, help, required, css, attrs, hide_label)
    key = (macro, shown, help, type(help), required, css, tuple(attrs.items()), hide_label)
    drawn = _kept.get(key)
    if drawn is None:
        drawn = macro(field, help, required, css, attrs, hide_label)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = drawn
    return drawn


def _shown(field: Any) -> Hashable | None:
    """All that is drawn of a field; None where that is not worth keeping, or not known here."""
    value = _value(field)
    if value is None or getattr(field, "_datalist", None) is not None:
        return None
    label, help = field.label.text, field.description
    # By type as well: what is markup is equal to the text that is escaped.
    told = field.type, field.id, field.name, label, type(label), help, type(help)
    given = tuple((field.render_kw or {}).items())
    return told, tuple(flags_of(field).items()), given, tuple(field.errors), value


def _value(field: Any) -> Hashable | None:
    kind = type(field.widget)
    if kind in _TYPED:
        return None if field._value() else ""
    if kind is widgets.CheckboxInput:
        return bool(getattr(field, "checked", field.data)), str(field._value())
    if kind is Choices:
        return _chosen(field)
    return None


def _chosen(field: Any) -> Hashable | None:
    choices = field.choices or ()
    if len(choices) > MOST_OPTIONS:
        return None
    pairs = tuple(_pair(one) for one in choices)
    return None if None in pairs else (pairs, type(field.data), field.data)


def _pair(choice: Any) -> tuple[Any, ...] | None:
    value, label, *more = choice
    plain = type(value) in (str, int) and type(label) is str and not any(more)
    return (value, label) if plain else None
