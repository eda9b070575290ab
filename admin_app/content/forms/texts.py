"""The forms of posts and pages."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_login import current_user
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from admin_app.content.actions.own_fields import PREFIX
from admin_app.content.actions.texts.comments import DAYS_OPEN, TOLD_DAYS
from admin_app.content.forms.media import picture_field
from admin_app.content.forms.seo import SeoFields
from admin_app.content.models import CommentsMode, Page, Post, Status
from admin_app.content.policy.texts import FOR_PUBLISHERS, UNPUBLISHED, may_reassign, publishes
from admin_app.content.queries.texts import known_authors
from admin_app.desk.forms import (
    ChoiceField,
    DayField,
    DeskForm,
    LineField,
    MomentField,
    NamesField,
    ReferenceField,
)

YES_NO = [("1", "Yes"), ("0", "No")]
LONGEST_BODY = 2_000_000
RECEIVED_HERE = [
    ("", "As the site does"),
    (CommentsMode.HOLD_FIRST.value, "Wait if they are a reader's first"),
    (CommentsMode.HOLD_ALL.value, "All wait"),
    (CommentsMode.OPEN.value, "Appear at once"),
    (CommentsMode.SIGNED_IN.value, "Only from who is signed in"),
]
STATES = [(s.value, s.label) for s in Status if s is not Status.TRASH]
WRITERS_STATES = [(s.value, s.label) for s in UNPUBLISHED if s is not Status.TRASH]


def _yes_no(label: str, default: str) -> ChoiceField:
    # A select and not a checkbox: a form that leaves it out leaves it as it is.
    return ChoiceField(
        label,
        choices=YES_NO,
        coerce=lambda value: {True: "1", False: "0"}.get(value, value),
        default=default,
        validate_choice=False,
    )


class _Plain:
    """A text as the form reads it: who and which picture are ids, not rows to be loaded."""

    named: ClassVar[dict[str, str]] = {
        "author": "author_id",
        "picture": "picture_id",
        "parent": "parent_id",
        "social_picture": "social_picture_id",
    }

    def __init__(self, text: Post | Page) -> None:
        self._text = text

    def __getattr__(self, name: str) -> Any:
        if name.startswith(PREFIX):
            return (self._text.own_fields or {}).get(name.removeprefix(PREFIX))
        return getattr(self._text, self.named.get(name, name))


class TextForm(SeoFields):
    """What the forms of posts and pages have in common."""

    title = LineField("Title", [DataRequired("Give it a title."), Length(max=300)])
    slug = StringField(
        "Address",
        [Length(max=90)],
        description="Made from the title when you leave it empty.",
    )
    body = TextAreaField(
        "Text",
        [Length(max=LONGEST_BODY, message="The text is longer than 2 million characters.")],
        description="HTML: paragraphs, headings, lists, links, pictures, quotes, tables.",
    )
    status = ChoiceField("State", choices=STATES, default=Status.DRAFT.value)
    published_at = MomentField("Publish at")
    planned_on = DayField(
        "Planned for", description="The day it is meant for. It publishes nothing by itself."
    )
    goes_live_at = MomentField(
        "These changes go live at",
        description="Empty: at once. Until then readers see the text as it is.",
    )
    author = ReferenceField(
        "Author", options=lambda: known_authors(), blank="Nobody", checked=False
    )
    comments_open = _yes_no("Comments are open", "1")
    comments_mode = ChoiceField(
        "New comments here", choices=RECEIVED_HERE, default="", validate_choice=False
    )
    comments_close_after_days = IntegerField(
        "Close after days",
        [Optional(), NumberRange(*DAYS_OPEN, TOLD_DAYS)],
        description="Empty: as the site does. 0: they stay open.",
        render_kw={"min": DAYS_OPEN[0], "max": DAYS_OPEN[1], "inputmode": "numeric"},
    )
    password = StringField(
        "Password",
        [Length(max=255)],
        description="Readers must give this word to read the text. Empty: everybody reads it.",
    )

    model: type[Post | Page] = Post

    def __init__(self, formdata: Any = None, obj: Any = None, **kwargs: Any) -> None:
        super().__init__(formdata, obj=obj and _Plain(obj), **kwargs)
        if obj is None and not self.author.raw_data:
            self.author.data = current_user.id
        if not may_reassign(current_user, self.model):
            del self.author
        if not publishes(current_user, self.model):
            for name in self._fields.keys() & {*FOR_PUBLISHERS, "goes_live_at"}:
                del self[name]
            self.status.choices = WRITERS_STATES
        # Sent forms know no row; that a text in the trash stays there is for the action to say.
        if Status.TRASH in (obj and obj.status, self.status.data):
            self.status.choices = [(Status.TRASH.value, Status.TRASH.label)]

    def sent(self) -> dict[str, Any]:
        """The values that were sent, by the names that `actions.texts.write` takes."""
        named = _Plain.named
        values = {named.get(field.name, field.name): field.data for field in self if field.raw_data}
        own = {name for name in values if name.startswith(PREFIX)}
        if own:
            values["own_fields"] = {name.removeprefix(PREFIX): values.pop(name) for name in own}
        if "comments_mode" in values:
            values["comments_mode"] = values["comments_mode"] or ""
        values.pop("goes_live_at", None)  # says when all this is to be, and is no part of it
        for name in ("comments_open", "sticky", "noindex"):
            if name in values:
                values[name] = values[name] == "1"
        if "password" in values:
            values["password"] = values["password"] or None
        if values.get("position", 0) is None:
            values["position"] = 0
        return values


class NoteForm(DeskForm):
    """The form with which a text is returned."""

    note = TextAreaField(
        "What is to be changed",
        [DataRequired("Write what is to be changed."), Length(max=4000)],
        description="Up to 4,000 characters. The writer reads it on the text itself.",
    )


class PostForm(TextForm):
    """The form of a post."""

    tags = NamesField("Tags", description="With commas between; new ones are created.")
    categories = NamesField("Categories", description="With commas between; new ones are created.")
    excerpt = TextAreaField("Excerpt", [Length(max=2000)], description="For lists and feeds.")
    picture = picture_field()
    sticky = _yes_no("Stays at the top of the front page", "0")


class PageForm(TextForm):
    """The form of a page."""

    excerpt = TextAreaField("Excerpt", [Length(max=2000)])
    position = IntegerField("Position", [Optional(), NumberRange(0, 10_000)], default=0)

    model = Page
