"""Controls are drawn as WTForms draws them, and what is put into them is escaped."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from wtforms import EmailField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange

from admin_app.desk.forms import ChoiceField, DeskForm

HARM = """"><script>alert('&')</script>"""


class Sample(DeskForm):
    words = StringField("Words", [DataRequired(), Length(min=2, max=30)])
    many = TextAreaField("Many", [Length(max=300)], render_kw={"rows": 4, "class_": "tall"})
    number = IntegerField("Number", [NumberRange(0, 9)])
    email = EmailField("Email")
    chosen = ChoiceField("Chosen", choices=[("a", "One"), (HARM, HARM), ("", "None")])


class Read(HTMLParser):
    """Every tag with its attributes, whatever their order, and the words between."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)

    def handle_data(self, data: str) -> None:
        self.found.append(data)


@pytest.mark.parametrize("text", ["plain", HARM, "", "a\nb"])
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"class": "input", "data-tokens": "", "aria-describedby": "words-help"},
        {"autofocus": True, "disabled": False, "data_kind": HARM, "class_": "tall"},
        {"required": True, "id": "other", "placeholder": HARM},
    ],
)
@pytest.mark.parametrize("name", ["words", "many", "number", "email", "chosen"])
def test_a_control_is_what_wtforms_draws(name: str, given: dict[str, Any], text: str) -> None:
    field = Sample(data={"words": text, "many": text, "email": text, "chosen": text})[name]
    stock = field.widget(field, **{**(field.render_kw or {}), **given})
    assert Read(field(**given)).found == Read(stock).found
