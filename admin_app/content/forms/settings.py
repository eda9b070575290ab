"""The form of the site's settings."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from admin_app.content.actions.settings import LIMITS
from admin_app.content.models import CommentsMode
from admin_app.desk.forms import ChoiceField, DeskForm
from admin_app.web.locale import KNOWN

RECEIVED = {
    CommentsMode.HOLD_FIRST: "wait until one by the same reader has been approved",
    CommentsMode.HOLD_ALL: "all wait for approval",
    CommentsMode.OPEN: "appear at once",
    CommentsMode.CLOSED: "are not taken anywhere on the site",
}


def _number(name: str, label: str, help: str = "") -> IntegerField:
    least, most = LIMITS[name]
    said = f"Write a number from {least} to {most}."
    return IntegerField(
        label,
        [InputRequired(said), NumberRange(least, most, said)],
        description=help,
        render_kw={"min": least, "max": most, "inputmode": "numeric"},
    )


class SettingForm(DeskForm):
    """All settings. The page sets each into its sentence."""

    site_title = StringField(
        "Name of the site", [DataRequired("Give the site a name."), Length(max=120)]
    )
    tagline = StringField(
        "Tagline",
        [Length(max=300)],
        description="A few words under the name; search engines show them too.",
    )
    footer = TextAreaField(
        "Foot of every page",
        [Length(max=2000)],
        description="Plain text, such as who is behind it.",
    )
    timezone = ChoiceField(
        "Time zone of the site",
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in sorted(KNOWN)],
        description="People of the desk can choose their own in their profile.",
    )
    posts_per_page = _number("posts_per_page", "Posts on a page")
    comments_mode = ChoiceField(
        "New comments",
        choices=[SelectChoice(mode.value, words) for mode, words in RECEIVED.items()],
    )
    comments_close_after_days = _number(
        "comments_close_after_days", "Days until comments close", "0: they stay open."
    )
    comment_floods_per_minute = _number(
        "comment_floods_per_minute",
        "Comments a minute from one reader",
        "More are refused, with the text kept for another try. 0: as many as they like.",
    )

    tell_readers = ChoiceField(
        "When a comment is removed",
        choices=[
            SelectChoice("no", "its reader is not written to"),
            SelectChoice("yes", "its reader gets a mail that says why, and may appeal once"),
        ],
        coerce=lambda value: "yes" if value in (True, "yes") else "no",
        description="Mail has to be set up, and SITE_URL, so that its link leads here.",
    )
    address_days = _number(
        "address_days",
        "Days until network addresses are shortened",
        "Then only the first part is kept, as 192.0.2.0/24. 0: they are kept whole.",
    )
    spam_days = _number(
        "spam_days",
        "Days until spam is deleted",
        "For good, without Undo; the spam score learns from what is kept. 0: it is kept.",
    )
    removed_days = _number(
        "removed_days",
        "Days until removed comments are deleted",
        "For good, without Undo. 0: they are kept.",
    )

    api_origins = TextAreaField(
        "Other sites that show comments",
        [Length(max=5_000)],
        description="Such as https://example.org, one on a line. Their pages may ask for the "
        "comments of this site, and send new ones.",
        render_kw={"spellcheck": "false"},
    )

    def sent(self) -> dict[str, Any]:
        """The values that were sent, as `actions.settings.change_settings` takes them."""
        return {field.name: field.data for field in self if field.raw_data}
