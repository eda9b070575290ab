"""Selects over the files of the library."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, or_, select

from admin_app.content.models import Media, Post
from admin_app.content.policy.media import choosable_pictures, visible_media
from admin_app.content.policy.texts import visible_texts
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.ids import among
from admin_app.keyset import Place, Stretch, cut_page, page_statement
from admin_app.search import LONGEST
from admin_app.web.filters import CAP
from admin_app.web.text import one_line

MOST_CHOICES = 200


def media_choices(person: Any, *, besides: Collection[int] = ()) -> list[tuple[int, str]]:
    """The newest files that the person may see, as (id, title), and before them `besides`.

    Those are what a text has now: they may be older, or have been chosen by an editor.
    """
    rows = db.session.execute(
        select(Media.id, Media.title)
        .where(visible_media(person))
        .order_by(Media.created_at.desc(), Media.id.desc())
        .limit(MOST_CHOICES)
    )
    found = [(row.id, row.title) for row in rows]
    older = set(besides) - dict(found).keys()
    if older:
        kept = select(Media.id, Media.title).where(among(Media.id, older))
        held = db.session.execute(kept.where(choosable_pictures(person)).order_by(Media.id))
        found = [*((row.id, row.title) for row in held), *found]
    return found


def pictures_to_insert(person: Any, words: str, place: Place, size: int) -> Stretch[Any]:
    """Pictures that the person may see, newest first, whose title or description has the words."""
    rows = select(
        Media.id,
        Media.title,
        Media.alt,
        Media.caption,
        Media.key,
        Media.width,
        Media.height,
        Media.renditions,
        Media.created_at,
    ).where(visible_media(person), Media.mime.startswith("image/"))
    if wanted := one_line(words)[:LONGEST].lower():
        named = (
            func.lower(column).contains(wanted, autoescape=True)
            for column in (Media.title, Media.alt)
        )
        rows = rows.where(or_(*named))
    asked = page_statement(rows, {Media.created_at: datetime, Media.id: int}, place, size)
    found = db.session.execute(asked).all()
    return cut_page(found, place, size, lambda row: (row.created_at, row.id))


def is_picture_for(person: Any, media_id: int) -> bool:
    """Whether this is a picture that the person may put over a post."""
    rows = select(Media.id).where(Media.id == media_id, visible_media(person))
    return db.session.scalar(rows) is not None


def count_showing(media_id: int) -> int:
    """How many posts have this file as their picture; counting stops at 10,001."""
    some = select(Post.id).where(Post.picture_id == media_id).limit(CAP + 1)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def posts_showing(person: Any, media_id: int, limit: int) -> list[tuple[int, str]]:
    """Posts with this picture that the person may see, as (id, title), newest first."""
    rows = db.session.execute(
        select(Post.id, Post.title)
        .where(Post.picture_id == media_id, visible_texts(person, Post))
        .order_by(Post.id.desc())
        .limit(limit)
    )
    return [(row.id, row.title) for row in rows]


def keys_needed(keys: Collection[str]) -> set[str]:
    """Those of these storage keys that some row names.

    It reads the whole library for the smaller renditions, so it is asked only after a failure.
    """
    named = (cast(Media.renditions, String).contains(key, autoescape=True) for key in keys)
    rows = db.session.execute(
        select(Media.key, Media.renditions)
        .where(or_(Media.key.in_(keys), *named))
        .order_by(Media.id)
    )
    found = {key for row in rows for key in (row.key, *row.renditions.values())}
    return found & set(keys)


def keys_in_use(deleted_after: datetime) -> Iterator[str]:
    """The keys of all files of the library, and of those whose row was deleted since then."""
    rows = db.session.execute(
        select(Media.key, Media.renditions).order_by(Media.id).execution_options(yield_per=1000)
    )
    for row in rows:
        yield from (row.key, *row.renditions.values())
    deleted = db.session.execute(
        select(Change.before)
        .join(Changeset, Changeset.id == Change.changeset_id)
        .where(
            Change.entity == Media.__tablename__,
            Change.verb == "delete",
            Changeset.at >= deleted_after,
        )
        .order_by(Change.id)
        .execution_options(yield_per=1000)
    )
    for (before,) in deleted:
        yield from (before["key"], *before["renditions"].values())
