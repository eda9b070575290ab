"""The form of a template."""

from __future__ import annotations

import re
from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from admin_app.columns import now
from admin_app.content.actions.own_fields import PREFIX
from admin_app.content.forms.texts import LONGEST_BODY
from admin_app.desk.forms import DeskForm, LineField
from admin_app.web.locale import zone

_PLACEHOLDER = re.compile(r"\{(date|weekday|week|month|year)\}")


def filled_in(title: str) -> str:
    """The title with what its placeholders say of today, on the person's own calendar."""
    today = now().astimezone(zone())
    said = {
        "date": f"{today.day} {today:%B %Y}",
        "weekday": f"{today:%A}",
        "week": str(today.isocalendar().week),
        "month": f"{today:%B}",
        "year": str(today.year),
    }
    return _PLACEHOLDER.sub(lambda found: said[found[1]], title)


class TemplateForm(DeskForm):
    """The form of a template for new posts."""

    name = StringField("Name", [DataRequired("Give it a name."), Length(max=80)])
    title = LineField(
        "Title of the post",
        [Length(max=300)],
        description="In a new post {date}, {weekday}, {week}, {month} and {year} become today's.",
    )
    tags = StringField("Tags", [Length(max=2000)], description="With commas between.")
    categories = StringField("Categories", [Length(max=2000)], description="With commas between.")
    body = TextAreaField("Text", [Length(max=LONGEST_BODY)], description="HTML.")

    def __init__(self, formdata: Any = None, obj: Any = None, **kwargs: Any) -> None:
        held = obj.own_fields or {} if obj is not None else {}
        own = {PREFIX + key: value for key, value in held.items()}
        super().__init__(formdata, obj=obj, **(own | kwargs))

    def sent(self) -> dict[str, Any]:
        """The values, as `actions.texts.copy.write_template` takes them."""
        values = {field.name: field.data for field in self}
        own = [name for name in values if name.startswith(PREFIX)]
        values["own_fields"] = {name.removeprefix(PREFIX): values.pop(name) for name in own}
        for name in ("tags", "categories"):
            parts = (" ".join(part.split()) for part in (values[name] or "").split(","))
            values[name] = [part for part in parts if part]
        return values
