"""The form under a text, in which a reader comments."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, StringField, TextAreaField, URLField
from wtforms.validators import Email, InputRequired, Length

from admin_app.readers.text import LONGEST_NAME
from admin_app.unit_of_work import new_form_key


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
            Length(max=LONGEST_NAME, message=f"A name may have {LONGEST_NAME} characters."),
        ],
    )
    email = EmailField(
        "Email",
        [
            InputRequired("Your email address is missing."),
            Length(max=254, message="An email address may have 254 characters."),
            Email("This is no email address; one looks like name@example.org."),
        ],
        description="Not shown to readers.",
    )
    url = URLField("Website")
