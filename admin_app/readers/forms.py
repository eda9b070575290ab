"""The form under a text, in which a reader comments."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, StringField, TextAreaField, URLField
from wtforms.validators import Email, InputRequired, Length, ValidationError

from admin_app.readers.text import LONGEST_NAME, NAME_TOO_LONG
from admin_app.unit_of_work import new_form_key


class Address(Email):
    """What can be an email address. One that is too long is not read: 20 MB take seconds."""

    longest = 254

    def __init__(self) -> None:
        super().__init__("This is no email address; one looks like name@example.org.")

    def __call__(self, form: Any, field: Any) -> None:
        if len(field.data or "") > self.longest:
            raise ValidationError(f"An email address may have {self.longest} characters.")
        super().__call__(form, field)


class CommentForm(FlaskForm):
    """What a person of the house says, who is known. `subject` is a trap: people do not see it."""

    body = TextAreaField("Comment", [InputRequired("Write your comment first.")])
    subject = StringField("Leave this field empty")
    parent_id = HiddenField()
    form_key = HiddenField(default=new_form_key)


class ReaderCommentForm(CommentForm):
    """What a reader says, and who says it."""

    name = StringField(
        "Name",
        [
            InputRequired("Your name is missing."),
            Length(max=LONGEST_NAME, message=NAME_TOO_LONG),
        ],
    )
    email = EmailField(
        "Email",
        [InputRequired("Your email address is missing."), Address()],
        description="Not shown to readers.",
    )
    url = URLField("Website")
