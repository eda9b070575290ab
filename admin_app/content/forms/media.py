"""The forms of the library, and the field by which a post chooses a picture."""

from __future__ import annotations

from typing import Any

from flask_login import current_user
from wtforms import SelectField

from admin_app.content.queries.media import MOST_CHOICES, media_choices


class PictureField(SelectField):
    """A picture of the library, by id, or none: `data` is the id or None.

    The choices are read when the field is drawn, and hold the picture that a post has now.
    """

    data: int | None

    def __init__(self, label: str | None = None, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=_media_id, choices=_choices, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Any id goes: the action refuses a picture that is not this person's to choose."""


def picture_field(label: str = "Picture") -> PictureField:
    """The field of a post's form: one picture of the library, or none."""
    return PictureField(
        label,
        description=f"Upload it in Media first; the newest {MOST_CHOICES} can be chosen here.",
    )


def _media_id(value: Any) -> int | None:
    """The id in what a form sends, or of the row that a post has. Raises `ValueError`."""
    if value in ("", None, "None"):
        return None
    number = int(getattr(value, "id", value))
    if not 0 < number < 2**31:
        raise ValueError("This is not one of the choices.")
    return number


def _choices(_form: Any, field: Any) -> list[tuple[Any, str]]:
    return [("", "None"), *media_choices(current_user, besides=field.data)]
