"""The forms in which moderators edit a comment and answer one."""

from __future__ import annotations

from wtforms import EmailField, StringField, TextAreaField, URLField
from wtforms.validators import DataRequired, Length, Optional

from admin_app.desk.forms import DeskForm
from admin_app.readers.forms import Address

# Imported comments may be longer than what the readers' form takes.
LONGEST = 100_000


def _length(most: int) -> Length:
    return Length(max=most, message=f"Up to {most:,} characters fit here.")


class EditForm(DeskForm):
    """What a comment says, and of whom."""

    author_name = StringField("Name", [DataRequired("Give it a name."), _length(100)])
    author_email = EmailField(
        "Email",
        [Optional(), Address()],
        description="Readers do not see it.",
    )
    author_url = URLField("Website", [_length(500)])
    body = TextAreaField("Comment", [DataRequired("A comment needs words."), _length(LONGEST)])


class ReplyForm(DeskForm):
    """An answer in the name of who writes it."""

    body = TextAreaField("Your reply", [DataRequired("Write your reply first."), _length(LONGEST)])
