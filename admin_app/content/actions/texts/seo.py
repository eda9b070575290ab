"""What search engines and other sites are told of a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin_app.content.models import Page, Post
from admin_app.errors import Refusal
from admin_app.web.text import one_line

LONGEST_TITLE, LONGEST_DESCRIPTION = 200, 500
_LONGEST = {"seo_title": LONGEST_TITLE, "seo_description": LONGEST_DESCRIPTION}


def set_seo(text: Post | Page, sent: Mapping[str, Any]) -> None:
    """The title and the description for results, each on one line; what was not sent stays."""
    for name, longest in _LONGEST.items():
        if name in sent:
            words = one_line(sent[name] or "")
            if len(words) > longest:
                raise Refusal(f"At most {longest} characters.", name)
            if words != getattr(text, name):
                setattr(text, name, words)
