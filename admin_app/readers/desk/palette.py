"""What the palette finds of readers: their comments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask, url_for

from admin_app.desk.palette import MOST, Hit, Source, add_palette
from admin_app.people.permissions import Permission
from admin_app.readers.policy import visible_comments
from admin_app.readers.queries.queue import found_comments
from admin_app.web.text import cut_at_word, one_line

SHOWN = 60


def put_in_palette(app: Flask) -> None:
    """Register what can be searched."""
    add_palette(app, Source("Comments", 30, _comments))


def _comments(person: Any, words: str) -> Iterable[Hit]:
    if not person.may(Permission.COMMENT_MODERATE):
        return []
    return [
        Hit(
            cut_at_word(one_line(body), SHOWN),
            url_for("comment.edit_view", id=row_id),
            name,
        )
        for row_id, name, body in found_comments(words, visible_comments(person), MOST)
    ]
