"""The forms of the library, and the field by which a post chooses a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_login import current_user
from wtforms import (
    BooleanField,
    FileField,
    IntegerField,
    MultipleFileField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from admin_app.content.media.pictures import STANDARD
from admin_app.content.queries.media import MOST_CHOICES, media_choices
from admin_app.desk.forms import ChoiceField, DeskForm

MEGA = 1_000_000


def _percent(label: str) -> IntegerField:
    return IntegerField(
        label,
        [Optional(), NumberRange(0, 100, "A number from 0 to 100.")],
        render_kw={"min": 0, "max": 100},
    )


ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,image/avif,application/pdf"
LIMITS = (
    f"JPEG, PNG, WebP, GIF, AVIF or PDF, each up to {STANDARD.bytes // MEGA} MB; pictures up to "
    f"{STANDARD.pixels // MEGA} megapixels (JPEG: {STANDARD.jpeg_pixels // MEGA})."
)


class DescribedForm(DeskForm):
    """What is said of a file."""

    title = StringField("Title", [DataRequired("Give it a title."), Length(max=300)])
    alt = StringField(
        "Description",
        [Length(max=1000)],
        description="What there is to see, for those who can't. A post can't be published with a "
        "picture that has none, unless it is marked as decorative.",
    )
    decorative = BooleanField("Decorative: it shows nothing that the text does not say")
    caption = TextAreaField("Caption", [Length(max=2000)], description="Who made it, and where.")

    def sent(self) -> dict[str, Any]:
        """The values that were sent, as `actions.media` takes them."""
        return {field.name: field.data for field in self if field.raw_data and field.name != "file"}


class MediaForm(DescribedForm):
    """The form of a file: what is said of it, what stays in sight, and a file in its place."""

    focal_x = _percent("From the left")
    focal_y = _percent("From above")
    file = FileField(
        "Another file in its place",
        description="Its address and all texts that show it stay: they show the new one.",
        render_kw={"accept": ACCEPTED},
    )


class UploadForm(DescribedForm):
    """New files, and what is said of a single one.

    `known` are the rows of those that the library has already.
    """

    known: Sequence[Any] = ()

    file = MultipleFileField(
        "Files",
        description=f"{LIMITS} Several at once may have 20 MB together. Pictures are kept at most "
        f"{STANDARD.longest_side} pixels wide or high, without the place and device that cameras "
        "write into them.",
        render_kw={"accept": ACCEPTED, "required": True},
    )
    title = StringField(
        "Title", [Length(max=300)], description="The file's name, when you leave it empty."
    )


class PictureField(ChoiceField):
    """A picture of the library, by id, or none: `data` is the id or None.

    The choices are read when the field is drawn, and hold the picture that a post has now.
    """

    data: int | None

    def __init__(self, label: str | None = None, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=_media_id, choices=_choices, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Any id goes: the action refuses a picture that is not this person's to choose."""


def picture_field(label: str = "Picture", description: str = "") -> PictureField:
    """The field of a text's form: one picture of the library, or none."""
    return PictureField(
        label,
        description=description
        or f"Upload it in Media first; the newest {MOST_CHOICES} can be chosen here.",
    )


def _media_id(value: Any) -> int | None:
    """The id in what a form sends, or of the row that a post has. Raises `ValueError`."""
    if value in ("", None, "None"):
        return None
    number = int(getattr(value, "id", value))
    if not 0 < number < 2**31:
        raise ValueError("This is not one of the choices.")
    return number


def _choices(form: Any, _field: Any) -> list[tuple[Any, str]]:
    """Read once for all such fields of a form."""
    if not hasattr(form, "picture_choices"):
        chosen = [one.data for one in form if isinstance(one, PictureField)]
        held = {one for one in chosen if one is not None}
        form.picture_choices = media_choices(current_user, besides=held)
    return [("", "None"), *form.picture_choices]
