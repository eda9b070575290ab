"""The forms in which moderators edit a comment and answer one."""

from __future__ import annotations

from typing import Any

from wtforms import (
    EmailField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from admin_app.desk.forms import ChoiceField, DeskForm, MomentField
from admin_app.readers.forms import Address
from admin_app.readers.models import Reason, RuleKind, Verdict
from admin_app.readers.rules.reading import LONGEST as LONGEST_RULE

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


class RemoveForm(DeskForm):
    """Why a comment is removed."""

    reason = RadioField(
        "Reason",
        choices=[(one.value, one.label) for one in Reason],
        validate_choice=False,
    )
    words = StringField("In your words")


class RuleForm(DeskForm):
    """A rule as a sentence with fields in it."""

    verdict = ChoiceField(
        "What to do",
        choices=[(one.value, one.words) for one in Verdict],
        default=Verdict.HOLD.value,
    )
    kind = ChoiceField(
        "Which comments",
        choices=[(one.value, one.words) for one in RuleKind],
        default=RuleKind.WORDS.value,
    )
    value = TextAreaField(
        "What it is about",
        [_length(LONGEST_RULE)],
        description=(
            "Words, addresses, domains or networks, one a line or with commas between; or one "
            "pattern (RE2); or a number of links. Case does not count."
        ),
    )
    expires_at = MomentField("Until", description="Empty: for good.")
    note = TextAreaField(
        "Note", [_length(2_000)], description="Why it is there. Only the house reads it."
    )
    position = IntegerField(
        "Order",
        [Optional(), NumberRange(0, 1_000_000)],
        description="The first rule that fits decides. Empty: after the others.",
    )

    def sent(self) -> dict[str, Any]:
        """The values that were sent, as `actions.rules.write_rule` takes them."""
        return {field.name: field.data for field in self}
