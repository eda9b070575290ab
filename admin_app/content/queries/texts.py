"""Selects over posts and pages for the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, func, literal_column, select

from admin_app.columns import now
from admin_app.content.models import Page, Post, Tag, post_tag
from admin_app.extensions import db
from admin_app.ids import among_named, as_parameter
from admin_app.people.models import User
from admin_app.slugs import slug_stem

MOST_AUTHORS = 1000
CAP = 10_000


def known_authors() -> list[tuple[int, str]]:
    """Everyone whose name may stand over a text: (id, name), by name."""
    return [(i, name) for i, name in db.session.connection().execute(_AUTHORS)]


_PEOPLE = User.__table__.c
_AUTHORS = (
    select(_PEOPLE.id, _PEOPLE.name)
    .order_by(_PEOPLE.name, _PEOPLE.id)
    .limit(literal_column(str(MOST_AUTHORS)))
)


def is_author(user_id: int) -> bool:
    """Whether there is such a person."""
    return db.session.scalar(select(User.id).where(User.id == user_id)) is not None


def slugs_like(model: type[Post | Page], wanted: str, *, besides: int | None = None) -> set[str]:
    """The slugs in use that start like this one, those of row `besides` left out."""
    stem = slug_stem(wanted)
    # A range and not LIKE: a prepared LIKE can't use the index. “~” sorts after all of a slug.
    rows = select(model.slug).where(model.slug >= stem, model.slug < stem + "~")
    if besides is not None:
        rows = rows.where(model.id != besides)
    return set(db.session.scalars(rows.order_by(model.slug)))


def tags_of(posts: Iterable[Any]) -> dict[int, tuple[tuple[str, str], ...]]:
    """The (name, slug) of each post's tags, by the post's id, in one statement."""
    ids = as_parameter(post.id for post in posts)
    rows = db.session.connection().execute(_tags_of(db.engine.dialect.name), {"ids": ids})
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for post_id, name, slug in rows.all():
        found[post_id] = (*found.get(post_id, ()), (name, slug))
    return found


@cache
def _tags_of(_dialect: str) -> Select[Any]:
    tag = Tag.__table__.c
    return (
        select(post_tag.c.post_id, tag.name, tag.slug)
        .where(tag.id == post_tag.c.tag_id, among_named(post_tag.c.post_id, "ids"))
        .order_by(post_tag.c.post_id, tag.name, tag.id)
    )


def next_scheduled() -> datetime | None:
    """When the next scheduled post comes out."""
    planned = select(Post.published_at).where(
        Post.status == literal_column("'scheduled'"), Post.published_at > now()
    )
    return db.session.scalar(planned.order_by(Post.published_at, Post.id).limit(1))


def own_drafts(person_id: int) -> int:
    """How many drafts the person has, up to 10,001."""
    rows = (
        select(Post.id)
        .where(Post.author_id == person_id, Post.status == literal_column("'draft'"))
        .limit(CAP + 1)
    )
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
