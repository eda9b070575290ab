"""“Search and sharing” on the form of a text: how it will look elsewhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for

from admin_app.content.markup import plain_text
from admin_app.content.queries.settings import site_settings
from admin_app.slugs import slug_from
from admin_app.web.text import cut_at_word

DESCRIBED = 160
# Of a text without an excerpt, so much is looked at for how it begins.
OPENING = 3000


class Sought:
    """Mixed into the screens of texts."""

    noun: str

    def search_shown(self, row: Any, form: Any) -> dict[str, str]:
        """What `components/search_preview.html` draws: of the form as it stands; no statement."""
        title = form.seo_title.data or form.title.data or "No title yet"
        slug = form.slug.data or slug_from(form.title.data or "", self.noun)
        picture = form.social_picture.data or (form.picture.data if "picture" in form else None)
        host = urlsplit(current_app.config["SITE_URL"]).netloc or request.host
        return {
            "title": title,
            "address": f"{host} › {self.noun}s › {slug}",
            "description": _description(row, form),
            "site": site_settings().site_title,
            "pictures": url_for(f"{self.noun}_preview.picture"),
            "picture": url_for(f"{self.noun}_preview.picture", id=picture) if picture else "",
        }


def _description(row: Any, form: Any) -> str:
    given = form.seo_description.data or form.excerpt.data
    if given:
        return cut_at_word(" ".join(given.split()), DESCRIBED)
    return plain_text(row.body[:OPENING], DESCRIBED) if row is not None else ""
