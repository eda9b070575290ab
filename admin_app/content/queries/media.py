"""Selects over the files of the library."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select

from admin_app.content.media.addresses import PDF
from admin_app.content.models import Media, MediaKey, Page, Post, TextFile
from admin_app.content.policy.media import choosable_pictures, usable_media, visible_media
from admin_app.content.policy.texts import PUBLIC, visible_texts
from admin_app.content.queries.naming import namings
from admin_app.content.queries.stretch import stretch
from admin_app.extensions import db
from admin_app.ids import among
from admin_app.keyset import Place, Stretch
from admin_app.search import found_page
from admin_app.web.filters import CAP

MOST_CHOICES = 200


def media_choices(person: Any, *, besides: Collection[int] = ()) -> list[tuple[int, str]]:
    """The newest pictures that the person may use, as (id, title), and before them `besides`.

    Those are what a text has now: they may be older, or have been chosen by an editor.
    """
    file = Media.__table__.c
    # Of the table, which costs less to ask than the model; each page with a text's form does.
    rows = db.session.connection().execute(
        select(file.id, file.title)
        .where(usable_media(person), file.mime != literal_column(f"'{PDF}'"))
        .order_by(file.created_at.desc(), file.id.desc())
        .limit(literal_column(str(MOST_CHOICES)))
    )
    found = [(row.id, row.title) for row in rows]
    older = set(besides) - dict(found).keys()
    if older:
        kept = select(Media.id, Media.title).where(among(Media.id, older))
        held = db.session.execute(kept.where(choosable_pictures(person)).order_by(Media.id))
        found = [*((row.id, row.title) for row in held), *found]
    return found


def pictures_to_insert(person: Any, words: str, place: Place, size: int) -> Stretch[Any]:
    """Pictures that the person may use, newest first; those that hold each of the words, if any.

    The last word may be the beginning of one. Found by the full-text index, as in the library.
    """
    rows = select(
        Media.id,
        Media.title,
        Media.alt,
        Media.decorative,
        Media.caption,
        Media.key,
        Media.width,
        Media.height,
        Media.renditions,
        Media.created_at,
    ).where(usable_media(person), Media.mime.startswith("image/"))
    if words.strip():
        return found_page(rows, Media, words, place, size, begun=True)
    keys: dict[ColumnElement[Any], type] = {
        Media.created_at.expression: datetime,
        Media.id.expression: int,
    }
    return stretch(rows, keys, place, size, lambda row: (row.created_at, row.id))


def is_picture_for(person: Any, media_id: int) -> bool:
    """Whether this is a picture that the person may put over a post."""
    rows = select(Media.id).where(Media.id == media_id, usable_media(person), Media.mime != PDF)
    return db.session.scalar(rows) is not None


def known_uploads(person: Any, origins: Collection[str]) -> dict[str, Any]:
    """The files that the person may see that were made of uploads with these digests."""
    rows = db.session.execute(
        select(Media.origin, Media.id, Media.title, Media.trashed_at)
        .where(Media.origin.in_(origins), visible_media(person))
        .order_by(Media.trashed_at.is_(None), Media.id.desc())
    )
    return {row.origin: row for row in rows}


# What has to be described before readers see it


def untold_picture(media_id: int) -> str | None:
    """The title of this picture, if it is neither described nor marked as decorative."""
    return db.session.scalar(select(Media.title).where(Media.id == media_id, _untold()))


def untold_on_way_out(ids: Sequence[int], *, trashed: bool = False) -> dict[int, Any]:
    """Those of these posts that are not public and have such a picture: (title, picture) by id.

    With `trashed`, those in the trash; else those that are not.
    """
    away = Post.status == "trash" if trashed else Post.status.not_in([*PUBLIC, "trash"])
    rows = db.session.execute(
        select(Post.id, Post.title, Media.title.label("picture"))
        .join(Media, Media.id == Post.picture_id)
        .where(among(Post.id, ids), away, _untold())
        .order_by(Post.id)
    )
    return {row.id: row for row in rows}


def _untold() -> Any:
    return and_(Media.alt == "", Media.decorative.is_(False), Media.mime != PDF)


# Where a file is used


def count_showing(media_id: int) -> int:
    """How many posts have this file as their picture; counting stops at 10,001."""
    return _capped(select(Post.id).where(_shows(media_id)))


def posts_showing(person: Any, media_id: int, limit: int) -> list[tuple[int, str]]:
    """Posts with this picture that the person may see, as (id, title), newest first."""
    rows = db.session.execute(
        select(Post.id, Post.title)
        .where(_shows(media_id), visible_texts(person, Post))
        .order_by(Post.id.desc())
        .limit(limit)
    )
    return [(row.id, row.title) for row in rows]


def pages_sharing(person: Any, media_id: int, limit: int) -> list[tuple[int, str]]:
    """Pages that other sites show with this picture, and that the person may see, newest first."""
    rows = db.session.execute(
        select(Page.id, Page.title)
        .where(Page.social_picture_id == media_id, visible_texts(person, Page))
        .order_by(Page.id.desc())
        .limit(limit)
    )
    return [(row.id, row.title) for row in rows]


def count_sharing(media_id: int) -> int:
    """How many pages they are; counting stops at 10,001."""
    return _capped(select(Page.id).where(Page.social_picture_id == media_id))


def _shows(media_id: Any) -> ColumnElement[bool]:
    """Whether a post has this file as its picture, or as the one that other sites show of it."""
    return or_(Post.picture_id == media_id, Post.social_picture_id == media_id)


def count_naming(media_id: int) -> int:
    """How many texts show this file or link to it in their body; counting stops at 10,001."""
    return _capped(_naming(media_id).with_only_columns(TextFile.post_id, TextFile.page_id))


def texts_naming(person: Any, media_id: int, limit: int) -> list[tuple[str, int, str]]:
    """Posts, then pages, that do so and that the person may see, as (kind, id, title)."""
    found: list[tuple[str, int, str]] = []
    for model in (Post, Page):
        column = TextFile.__table__.c[f"{model.__tablename__}_id"]
        named = _naming(media_id).with_only_columns(column)
        rows = db.session.execute(
            select(model.id, model.title)
            .where(model.id.in_(named), visible_texts(person, model))
            .order_by(model.id.desc())
            .limit(limit)
        )
        found += [(model.__tablename__, row.id, row.title) for row in rows]
    return found[:limit]


def unused() -> Any:
    """True for the files that nothing names: no text, template, planned change or redirect.

    What waits for its moment, and what new texts begin from, is read now, in three statements.
    """
    shown = select(Post.id).where(_shows(Media.id)).correlate(Media).exists()
    shared = select(Page.id).where(Page.social_picture_id == Media.id).correlate(Media).exists()
    named = (
        select(TextFile.id)
        .join(MediaKey, MediaKey.key == TextFile.key)
        .where(MediaKey.media_id == Media.id)
        .correlate(Media)
        .exists()
    )
    keys, pictures = set[str](), set[int]()
    for one in namings():
        keys.update(one.keys)
        pictures.update(one.pictures)
    linked = select(MediaKey.media_id).where(MediaKey.key.in_(sorted(keys)))
    besides = or_(among(Media.id, pictures), Media.id.in_(linked))
    return and_(~shown, ~shared, ~named, ~besides)


def _naming(media_id: int) -> Select[Any]:
    return (
        select(TextFile.id)
        .join(MediaKey, MediaKey.key == TextFile.key)
        .where(MediaKey.media_id == media_id)
        .distinct()
    )


def _capped(rows: Any) -> int:
    some = rows.limit(CAP + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0
