"""The forms of a reader's page."""

from __future__ import annotations

from typing import Any

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from admin_app.desk.forms import ChoiceField, DeskForm, MomentField
from admin_app.readers.actions.ban import Span
from admin_app.readers.actions.reader_notes import LONGEST
from admin_app.readers.models import Verdict

SPANS = {
    Span.DAY: "a day",
    Span.WEEK: "a week",
    Span.MONTH: "a month",
    Span.UNTIL: "until the moment below",
    Span.EVER: "for good",
}
VERDICTS = {
    Verdict.REFUSE: "Refuse it",
    Verdict.SPAM: "Mark it as spam",
    Verdict.HOLD: "Hold it for a moderator",
    Verdict.TRUST: "Publish it at once",
}


class NoteForm(DeskForm):
    """A note on a reader."""

    body = TextAreaField(
        "Note",
        [
            DataRequired("Write your note first."),
            Length(max=LONGEST, message=f"Up to {LONGEST:,} characters fit here."),
        ],
        description="Only moderators read it.",
    )


class BanForm(DeskForm):
    """What is done from now on with what comes from a reader, and how long."""

    verdict = ChoiceField(
        "What is done with it",
        choices=[(one.value, words) for one, words in VERDICTS.items()],
        default=Verdict.REFUSE.value,
    )
    about = ChoiceField("What comes from", choices=[], validate_choice=False)
    span = ChoiceField(
        "For how long",
        choices=[(one.value, words) for one, words in SPANS.items()],
        default=Span.WEEK.value,
    )
    until = MomentField("Until", description="Only where it ends at a moment of your own.")
    note = TextAreaField(
        "Note",
        [Length(max=2_000, message="Up to 2,000 characters fit here.")],
        description="Why. Only the house reads it.",
    )

    def offer(self, email: str, addresses: list[str]) -> None:
        """Offer the reader's email address, and the networks that they have written from."""
        self.about.choices = [(one, one) for one in (email, *addresses)]
        if self.about.data not in addresses:
            self.about.data = email

    def sent(self) -> dict[str, Any]:
        """The values that were sent, as `actions.ban.rule_over` takes them."""
        return {field.name: field.data for field in self}
