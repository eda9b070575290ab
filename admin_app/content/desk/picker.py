"""The pictures that the editor of a text offers, for its dialog to ask page by page."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Row

from admin_app.content.queries.media import pictures_to_insert
from admin_app.desk.routes import expose
from admin_app.desk.views import PageView
from admin_app.keyset import Place
from admin_app.people.permissions import Permission

SHOWN = 24
THUMB = 320
"""Pixels of width that a picture in the dialog needs."""


class PickerView(PageView):
    """/admin/picture/: pictures that this person may put into a text, as JSON."""

    permission = Permission.MEDIA_UPLOAD

    def __init__(self) -> None:
        super().__init__(endpoint="picture", url="/admin/picture")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The newest first, `search` narrows them; `after` in the answer leads to the next page."""
        place = Place(after=request.args.get("after", ""))
        words = request.args.get("search", "")
        page = pictures_to_insert(current_user, words, place, SHOWN)
        return jsonify(pictures=[_told(row) for row in page.rows], after=page.older or "")


def _told(row: Row[Any]) -> dict[str, Any]:
    fitting = [int(width) for width in row.renditions if int(width) >= THUMB]
    thumb = row.renditions[str(min(fitting))] if fitting else row.key
    return {
        "title": row.title,
        "alt": row.alt,
        "decorative": row.decorative,
        "caption": row.caption,
        "src": url_for("publication.file", key=row.key),
        "thumb": url_for("publication.file", key=thumb),
        "width": row.width,
        "height": row.height,
    }
