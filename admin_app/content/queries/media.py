"""Selects over the files of the library."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from admin_app.content.models import Media
from admin_app.content.policy.media import choosable_pictures, visible_media
from admin_app.extensions import db

MOST_CHOICES = 200


def media_choices(person: Any, *, besides: int | None = None) -> list[tuple[int, str]]:
    """The newest files that the person may see, as (id, title), and before them `besides`.

    That is what a post has now: it may be older, or have been chosen by an editor.
    """
    rows = db.session.execute(
        select(Media.id, Media.title)
        .where(visible_media(person))
        .order_by(Media.created_at.desc(), Media.id.desc())
        .limit(MOST_CHOICES)
    )
    found = [(row.id, row.title) for row in rows]
    if besides is not None and besides not in dict(found):
        kept = select(Media.title).where(Media.id == besides, choosable_pictures(person))
        title = db.session.scalar(kept)
        if title is not None:
            found.insert(0, (besides, title))
    return found


def is_picture_for(person: Any, media_id: int) -> bool:
    """Whether this is a picture that the person may put over a post."""
    rows = select(Media.id).where(Media.id == media_id, visible_media(person))
    return db.session.scalar(rows) is not None
