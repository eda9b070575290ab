"""The form that every screen of the desk builds on."""

from __future__ import annotations

from typing import Any

from flask_admin.form import BaseForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField

from admin_app.desk.forms.widgets import drawn
from admin_app.errors import Refusal

LARGEST = 2**31 - 1


class DeskForm(BaseForm):
    """A form whose answers fit the database; refusals hang beside the field they name."""

    class Meta:
        """No token of its own: CSRFProtect checks every form of the application."""

        csrf = False

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Markup:
            """The field's control."""
            return drawn(field, {**(field.render_kw or {}), **render_kw})

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all fields hold; numbers that no column can store do not."""
        fine = bool(super().validate(extra_validators))
        for field in self:
            if isinstance(field, IntegerField) and abs(field.data or 0) > LARGEST:
                hang(self, Refusal("This number is too large.", field.name))
                fine = False
        return fine


def hang(form: Any, refusal: Refusal) -> bool:
    """Put the refusal beside its field; False where the form has no such field."""
    if refusal.field is None or refusal.field not in form:
        return False
    field = form[refusal.field]
    field.errors = [*field.errors, refusal.message]
    return True


def cleaned(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was sent, without the characters that no database text can hold."""
    return MultiDict(
        (name, text.replace("\0", "").replace("\r\n", "\n"))
        for name, text in sent.items(multi=True)
    )
