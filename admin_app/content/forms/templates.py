"""The form of a template."""

from __future__ import annotations

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from admin_app.content.forms.texts import LONGEST_BODY
from admin_app.desk.forms import DeskForm


class TemplateForm(DeskForm):
    """The form of a template for new posts."""

    name = StringField("Name", [DataRequired("Give it a name."), Length(max=80)])
    title = StringField("Title of the post", [Length(max=300)])
    tags = StringField("Tags", [Length(max=2000)], description="With commas between.")
    categories = StringField("Categories", [Length(max=2000)], description="With commas between.")
    body = TextAreaField("Text", [Length(max=LONGEST_BODY)], description="HTML.")

    def sent(self) -> dict[str, Any]:
        """The values, as `actions.texts.copy.write_template` takes them."""
        values = {field.name: field.data for field in self}
        for name in ("tags", "categories"):
            parts = (" ".join(part.split()) for part in (values[name] or "").split(","))
            values[name] = [part for part in parts if part]
        return values
