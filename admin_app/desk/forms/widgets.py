"""How the controls of a form are drawn, where WTForms' own ways are slow."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape
from wtforms.widgets import Select, html_params


class Choices(Select):
    """A <select> of many options: the time zones are six hundred, the authors of a site may be."""

    @classmethod
    def render_option(cls, choice: Any, **kwargs: Any) -> Markup:
        """One option; values and words are escaped here, other attributes by WTForms."""
        own = {**(choice.render_kw or {}), **kwargs}
        first = (f"{html_params(**own)} " if own else "") + ("selected " if choice.selected else "")
        # What is not escaped here, WTForms has.
        return Markup(  # noqa: S704
            f'<option {first}value="{escape(choice.value)}">{escape(choice.label)}</option>'
        )
