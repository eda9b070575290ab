"""The form under a text, in which a reader comments."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from admin_app.content.queries.settings import site_settings
from admin_app.readers.models import ReportReason
from admin_app.readers.stamps import PROOF_BITS, is_stamp, new_stamp
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
    # When the form was opened, and the work of the browser, where the site asks for it.
    opened = HiddenField(default=new_stamp)
    proof = HiddenField()
    proof_bits = PROOF_BITS
    works = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_stamp(self.opened.data or ""):
            self.stamped, self.opened.data = "", new_stamp()
        else:
            self.stamped = self.opened.data


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
    wants_answers = BooleanField("Mail me when somebody answers")

    @property
    def works(self) -> bool:  # type: ignore[override]
        """Whether the browser is to work for it."""
        return site_settings().comment_proof


class OwnCommentForm(FlaskForm):
    """A reader's own comment, to be changed; `version` is the one that they saw."""

    body = TextAreaField("Your comment", [InputRequired("Write your comment first.")])
    version = IntegerField(widget=HiddenInput())
    form_key = HiddenField(default=new_form_key)


class ReportForm(FlaskForm):
    """What is wrong with another's comment. `subject` is a trap: people do not see it."""

    reason = RadioField(
        "What is wrong with it?",
        choices=[SelectChoice(reason.value, reason.label) for reason in ReportReason],
        validators=[InputRequired("Choose one of these.")],
        validate_choice=False,
    )
    words = TextAreaField(
        "In your words", description="Moderators read this; the writer of the comment does not."
    )
    subject = StringField("Leave this field empty")
    form_key = HiddenField(default=new_form_key)
