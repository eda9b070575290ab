"""The form under a text, in which a reader comments."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, StringField, TextAreaField, URLField
from wtforms.validators import Email, InputRequired, Length

from admin_app.unit_of_work import new_form_key

LONGEST_COMMENT = 20_000


class CommentForm(FlaskForm):  # type: ignore[misc]
    """What a reader says, and who says it. `subject` is a trap: people do not see it."""

    body = TextAreaField(
        "Comment",
        [
            InputRequired("Write your comment first."),
            Length(max=LONGEST_COMMENT, message="A comment may have up to 20,000 characters."),
        ],
    )
    name = StringField(
        "Name",
        [
            InputRequired("Your name is missing."),
            Length(max=100, message="A name may have up to 100 characters."),
        ],
    )
    email = EmailField(
        "Email",
        [
            InputRequired("Your email address is missing; it is not shown."),
            Length(max=254, message="An email address may have up to 254 characters."),
            Email("This is no email address; it looks like name@example.org."),
        ],
        description="Not shown to anyone but the editors.",
    )
    url = URLField(
        "Website", [Length(max=500, message="An address may have up to 500 characters.")]
    )
    subject = StringField("Leave this field empty")
    parent_id = HiddenField()
    form_key = HiddenField(default=new_form_key)


class OwnCommentForm(CommentForm):
    """The same for a person who is signed in: who it is, is known."""

    name = None
    email = None
    url = None
