"""The form of the site's settings."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, PasswordField, StringField, TextAreaField
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
    CommentsMode.SIGNED_IN: "are taken from people of the desk alone, who are signed in",
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


def _switch(label: str, on: str, off: str, help: str = "") -> ChoiceField:
    # A select and not a checkbox: a form that leaves it out leaves it as it is.
    return ChoiceField(
        label,
        choices=[SelectChoice("no", off), SelectChoice("yes", on)],
        coerce=lambda value: "yes" if value in (True, "yes") else "no",
        description=help,
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
    comment_depth = _number(
        "comment_depth",
        "Levels of a thread",
        "What answers the last level stands beside it. 1: there are no replies.",
    )
    comment_confirmation = _switch(
        "Whether readers confirm their address",
        on="are asked to confirm it by a link in a mail",
        off="need not confirm it",
        help="As long as they have not, their comments wait. Mail has to be set up, and SITE_URL.",
    )
    comment_trust_confirmed = _switch(
        "What a confirmed address is worth",
        on="does not wait as somebody's first one",
        off="waits as any other first one",
    )
    comment_least_seconds = _number(
        "comment_least_seconds",
        "Seconds between opening the form and sending it",
        "What is sent faster is refused, with the text kept: robots do not read. 0: nothing is.",
    )
    comment_proof = _switch(
        "Whether browsers calculate",
        on="calculates for a moment first",
        off="just sends it",
        help="That makes spam in masses costly, and asks no other site. Where scripts are off, the "
        "comment waits for a moderator.",
    )
    comment_reports = _number(
        "comment_reports",
        "Reports until a comment waits again",
        "Each network is heard once. 0: reports are told, and change nothing.",
    )

    tell_readers = _switch(
        "When a comment is removed",
        on="its reader gets a mail that says why, and may appeal once",
        off="its reader is not written to",
        help="Mail has to be set up, and SITE_URL, so that its link leads here.",
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

    akismet_on = _switch(
        "Akismet",
        "is asked about comments that wait",
        "is not asked",
        "A service that knows spam of many sites. It is sent the comment, its author's name, "
        "email, web and network address; say so in what you tell readers about their data.",
    )
    akismet_key = PasswordField(
        "Key", [Length(max=100)], description="Not shown again. Empty: the one that is kept."
    )
    akismet_server = StringField(
        "Server", [Length(max=200)], description="Empty: rest.akismet.com."
    )

    def sent(self) -> dict[str, Any]:
        """The values that were sent, as `actions.settings.change_settings` takes them."""
        return {field.name: field.data for field in self if field.raw_data}
