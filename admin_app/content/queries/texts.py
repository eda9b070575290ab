"""Selects over posts and pages for the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Dialect, TypeDecorator, func, literal_column, select

from admin_app.columns import now
from admin_app.content.models import Page, Post
from admin_app.extensions import db
from admin_app.people.models import User
from admin_app.search import newest_found
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


def author_name(user_id: int) -> str | None:
    """The name of this person; None where there is none."""
    name: str | None = db.session.scalar(select(User.name).where(User.id == user_id))
    return name


def email_of(user_id: int | None) -> str | None:
    """Where mail to this person goes; None for nobody, and for who may not sign in."""
    return db.session.scalar(select(User.email).where(User.id == user_id, User.active))


def slugs_like(model: type[Post | Page], wanted: str, *, besides: int | None = None) -> set[str]:
    """The slugs in use that start like this one, those of row `besides` left out."""
    stem = slug_stem(wanted)
    # A range and not LIKE: a prepared LIKE can't use the index. “~” sorts after all of a slug.
    rows = select(model.slug).where(model.slug >= stem, model.slug < stem + "~")
    if besides is not None:
        rows = rows.where(model.id != besides)
    return set(db.session.scalars(rows.order_by(model.slug)))


def found_titles(
    model: type[Post | Page], words: str, seen: ColumnElement[bool], most: int
) -> Sequence[Any]:
    """The newest of the texts that hold these words, the last of them perhaps only begun.

    (id, title, status), of those that are not in the trash and for which `seen` is true.
    """
    text = model.__table__.c
    rows = select(text.id, text.title, text.status).where(
        text.status != literal_column("'trash'"), seen
    )
    return newest_found(rows, model, words, most, begun=True)


def tags_of_each() -> ColumnElement[Any]:
    """The tags of each post of a list, as (name, slug), by name: a column of its statement."""
    named = _TAGS_ON_SQLITE if db.engine.dialect.name == "sqlite" else _TAGS_ON_POSTGRESQL
    return literal_column(named, _Pairs()).label("tags")


class _Pairs(TypeDecorator[tuple[tuple[str, str], ...]]):
    impl = JSON
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[tuple[str, str], ...]:
        return tuple((name, slug) for name, slug in value or ())


_TAGS_ON_POSTGRESQL = """(
  SELECT json_agg(json_build_array(tag.name, tag.slug) ORDER BY tag.name, tag.id)
  FROM post_tag JOIN tag ON tag.id = post_tag.tag_id WHERE post_tag.post_id = post.id
)"""
# Its aggregates have no order of their own before 3.44.
_TAGS_ON_SQLITE = """(
  SELECT json_group_array(json_array(name, slug)) FROM (
    SELECT tag.name, tag.slug
    FROM post_tag JOIN tag ON tag.id = post_tag.tag_id WHERE post_tag.post_id = post.id
    ORDER BY tag.name, tag.id
  )
)"""


def next_scheduled() -> datetime | None:
    """When the next scheduled post comes out."""
    planned = select(Post.published_at).where(
        Post.status == literal_column("'scheduled'"), Post.published_at > now()
    )
    return db.session.scalar(planned.order_by(Post.published_at, Post.id).limit(1))


def own_texts(person_id: int) -> tuple[int, int]:
    """How many drafts the person has, and how many in review; each up to 10,001."""

    def count(state: str) -> Any:
        rows = (
            select(Post.id)
            .where(Post.author_id == person_id, Post.status == literal_column(f"'{state}'"))
            .limit(CAP + 1)
        )
        return select(func.count()).select_from(rows.subquery()).scalar_subquery()

    drafts, waiting = db.session.execute(select(count("draft"), count("in_review"))).one()
    return drafts, waiting


def waiting_for_review(limit: int) -> Sequence[Any]:
    """Id, title, author's name and last change of posts in review, the longest waiting first."""
    return db.session.execute(
        select(Post.id, Post.title, Post.updated_at, User.name.label("author"))
        .outerjoin(User, User.id == Post.author_id)
        .where(Post.status == literal_column("'in_review'"))
        .order_by(Post.updated_at, Post.id)
        .limit(limit)
    ).all()


def returned_to(person_id: int, limit: int) -> Sequence[Any]:
    """The person's own drafts that came back with a note, the latest first."""
    return db.session.execute(
        select(Post.id, Post.title, Post.review_note, Post.returned_at, Post.returned_by)
        .where(
            Post.author_id == person_id,
            Post.returned_at.is_not(None),
            Post.status == literal_column("'draft'"),
        )
        .order_by(Post.returned_at.desc(), Post.id.desc())
        .limit(limit)
    ).all()
