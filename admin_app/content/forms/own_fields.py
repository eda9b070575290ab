"""The fields of a site's own, as fields of its forms, and the form that makes them."""

from __future__ import annotations

from functools import cache
from typing import Any

from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import DateInput

from admin_app.content.actions.own_fields import PREFIX, read_value
from admin_app.content.models import FieldKind
from admin_app.content.queries.own_fields import OwnField
from admin_app.desk.forms import ChoiceField, DeskForm


class Filled:
    """Something has to be in it, where it was sent."""

    def __init__(self) -> None:
        self.field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Raises `ValidationError`."""
        if field.raw_data and field.data is None and not field.process_errors:
            raise ValidationError(f"Fill in “{field.label.text}”.")


class OwnLine(StringField):
    """A text, number or link; `data` is the value as it is kept, or None."""

    kind: str = FieldKind.TEXT

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it. Raises `ValueError` with a sentence."""
        if valuelist:
            self.data = None
            self.data = read_value(self.kind, valuelist[0])


class OwnNumber(OwnLine):
    """A number."""

    kind = FieldKind.NUMBER


class OwnLink(OwnLine):
    """An address."""

    kind = FieldKind.LINK


class OwnDate(OwnLine):
    """A day, in the browser's own control."""

    kind = FieldKind.DATE
    widget = DateInput()  # type: ignore[assignment]


class OwnChoice(ChoiceField):
    """One of the choices, or none; what was chosen once is offered though it is none any more."""

    def pre_validate(self, form: Any) -> None:
        """The action says whether it is one: it knows what is stored."""


LINES: dict[str, type[OwnLine]] = {
    FieldKind.NUMBER: OwnNumber,
    FieldKind.LINK: OwnLink,
    FieldKind.DATE: OwnDate,
}
YES_NO = {"1": True, "0": False, True: True, False: False}


def with_own_fields(form: Any, fields: tuple[OwnField, ...]) -> Any:
    """The form's class with these fields beside its own."""
    return _made(form, fields) if fields else form


@cache
def _made(form: Any, fields: tuple[OwnField, ...]) -> Any:
    return type(form)(form.__name__, (form,), {PREFIX + one.key: _field(one) for one in fields})


def _field(own: OwnField) -> Any:
    said = {
        "label": own.label,
        "description": own.help,
        "validators": [Filled()] if own.required else [],
    }
    if own.kind == FieldKind.YES_NO:
        flags = [("", "—"), ("1", "Yes"), ("0", "No")]
        return OwnChoice(choices=flags, coerce=lambda value: YES_NO.get(value), **said)
    if own.kind == FieldKind.CHOICE:

        def offered(_form: Any, field: Any) -> list[tuple[str, str]]:
            known = own.options
            kept = [field.data] if field.data and field.data not in known else []
            return [("", "—"), *((one, one) for one in (*known, *kept))]

        return OwnChoice(choices=offered, coerce=lambda value: value or None, **said)
    return LINES.get(own.kind, OwnLine)(**said)


class CustomFieldForm(DeskForm):
    """The form of a field of one's own."""

    label = StringField("Name", [DataRequired("Give it a name."), Length(max=80)])
    kind = ChoiceField("What it holds", choices=[(kind.value, kind.label) for kind in FieldKind])
    key = StringField(
        "Key",
        [Length(max=40)],
        description="What exports and addresses call it. Made from the name when you leave it "
        "empty; it never changes.",
    )
    choices = TextAreaField(
        "Choices", [Length(max=10_000)], description="For a choice: one on a line."
    )
    help = StringField("Help", [Length(max=300)], description="Stands beside the field.")
    required = BooleanField("Has to be filled in")
    on_posts = BooleanField("On posts", default=True)
    on_pages = BooleanField("On pages")
    shown = BooleanField("Readers see it, under the text")
    position = IntegerField("Position", [Optional(), NumberRange(0, 10_000)], default=0)

    def __init__(self, formdata: Any = None, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(formdata, obj=obj, **kwargs)
        if formdata is not None and "kind" not in formdata:
            # Of a field that is there: these two never change.
            del self.kind, self.key
        self.choices_wanted = obj is None or obj.kind == FieldKind.CHOICE

    def sent(self) -> dict[str, Any]:
        """The values, as `actions.own_fields.write_field` takes them."""
        return {field.name: field.data for field in self}
