"""The form by which a review link is made."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import Length

from admin_app.content.actions.review_links import DAYS, LONGEST_LABEL
from admin_app.desk.forms import ChoiceField, DeskForm

_WORDS = {1: "1 day", 7: "1 week", 14: "2 weeks", 30: "1 month", 90: "3 months"}
FOLLOWING, PINNED = "draft", "version"


class ReviewLinkForm(DeskForm):
    """For whom, how long, and what they see."""

    label = StringField(
        "For whom",
        [Length(max=LONGEST_LABEL, message=f"At most {LONGEST_LABEL} characters.")],
        description="For yourself, such as “for the mayor’s office”. Guests don't see it.",
    )
    days = ChoiceField(
        "Good for",
        choices=[(str(days), _WORDS[days]) for days in DAYS],
        default="14",
    )
    shows = ChoiceField(
        "Shows",
        choices=[
            (FOLLOWING, "The text as it is when they read it"),
            (PINNED, "The text as it is stored now, whatever comes later"),
        ],
        default=FOLLOWING,
    )
