"""The fields that say what search engines and other sites are told of a text."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from admin_app.content.actions.texts.seo import LONGEST_DESCRIPTION, LONGEST_TITLE
from admin_app.content.forms.media import picture_field
from admin_app.desk.forms import ChoiceField, DeskForm

SHOWN_TITLE, SHOWN_DESCRIPTION = 60, 160
"""Characters that search engines show on a wide screen; the rest they cut."""


class SeoFields(DeskForm):
    """Each stands in for something else: empty, the title, the excerpt and the picture do."""

    seo_title = StringField(
        "Headline in search results",
        [Length(max=LONGEST_TITLE, message=f"At most {LONGEST_TITLE} characters.")],
        description=(
            f"Empty: the title. About {SHOWN_TITLE} characters are shown; {LONGEST_TITLE} at most."
        ),
        render_kw={"data-count": SHOWN_TITLE, "maxlength": LONGEST_TITLE},
    )
    seo_description = TextAreaField(
        "Description in search results",
        [Length(max=LONGEST_DESCRIPTION, message=f"At most {LONGEST_DESCRIPTION} characters.")],
        description=(
            f"Empty: the excerpt, or how the text begins. About {SHOWN_DESCRIPTION} characters "
            f"are shown; {LONGEST_DESCRIPTION} at most."
        ),
        render_kw={"data-count": SHOWN_DESCRIPTION, "maxlength": LONGEST_DESCRIPTION, "rows": 3},
    )
    social_picture = picture_field(
        "Picture when shared", "Of the library; without one the text's own picture is shown."
    )
    # A select and not a checkbox: a form that leaves it out leaves it as it is.
    noindex = ChoiceField(
        "Search engines",
        choices=[("0", "May list it"), ("1", "Are asked not to")],
        coerce=lambda value: {True: "1", False: "0"}.get(value, value),
        default="0",
        validate_choice=False,
        description="Also says whether it stands in the sitemap.",
    )
