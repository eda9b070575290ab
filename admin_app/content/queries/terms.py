"""Selects over tags and categories for the desk."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import load_only
from sqlalchemy.orm.attributes import set_committed_value

from admin_app.content.models import Category, Post, Tag, post_category, post_tag
from admin_app.extensions import db
from admin_app.ids import among
from admin_app.slugs import slug_stem
from admin_app.unit_of_work import current_unit

T = TypeVar("T", bound=Tag | Category)


def terms_named(model: type[T], keys: Collection[str]) -> dict[str, T]:
    """The terms with these name keys, by key; one statement.

    Nobody deletes them until the unit of work ends, if one is open: they are about to be linked to.
    """
    rows = select(model).where(model.name_key.in_(keys)).order_by(model.name_key)
    if current_unit():
        rows = rows.with_for_update(read=True, key_share=True)
    return {term.name_key: term for term in db.session.scalars(rows)}


def held_terms(model: type[T], ids: Collection[int]) -> list[T]:
    """Those of these that are there, by name; nobody else links to them or changes them now."""
    return list(
        db.session.scalars(
            select(model)
            .where(among(model.id, ids))
            .order_by(model.name, model.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def terms_with(model: type[T], ids: Collection[int]) -> list[Any]:
    """Id, name and post_count of those of these that are there, by name."""
    return list(
        db.session.execute(
            select(model.id, model.name, model.post_count)
            .where(among(model.id, ids))
            .order_by(model.name, model.id)
        )
    )


def titles_with(model: type[T], term_id: int, limit: int) -> list[str]:
    """The titles of posts with this term, newest first."""
    link, column = (
        (post_tag, post_tag.c.tag_id)
        if model is Tag
        else (post_category, post_category.c.category_id)
    )
    return list(
        db.session.scalars(
            select(Post.title)
            .join(link, link.c.post_id == Post.id)
            .where(column == term_id)
            .order_by(link.c.post_id.desc())
            .limit(limit)
        )
    )


def slugs_taken(model: type[T], wanted: Iterable[str], *, besides: int | None = None) -> set[str]:
    """The slugs in use that start like one of these, those of row `besides` left out."""
    rows = select(model.slug).where(starts_like(model, wanted))
    if besides is not None:
        rows = rows.where(model.id != besides)
    return set(db.session.scalars(rows.order_by(model.slug)))


def starts_like(model: type[T], wanted: Iterable[str]) -> ColumnElement[bool]:
    """Whether a term's slug starts like one of these."""
    # Ranges and not LIKE: a prepared LIKE can't use the index. “~” sorts after all of a slug.
    stems = {slug_stem(slug) for slug in wanted}
    return or_(*(and_(model.slug >= stem, model.slug < stem + "~") for stem in stems))


def load_terms(post: Post) -> None:
    """Load the tags and the categories of this post, by name; one statement."""
    # As relationships are loaded the ORM puts a statement together anew for each; this one is kept.
    found = db.session.execute(_OF_POST, {"post": post.id}).all()
    set_committed_value(post, "tags", [tag for tag, _ in found if tag is not None])
    set_committed_value(post, "categories", [one for _, one in found if one is not None])


def _terms_of_post() -> Select[Tag, Category]:
    nothing: ColumnElement[Any] = literal_column("NULL")
    held = union_all(
        select(post_tag.c.tag_id, nothing.label("category_id")).where(
            post_tag.c.post_id == bindparam("post")
        ),
        select(nothing, post_category.c.category_id).where(
            post_category.c.post_id == bindparam("post")
        ),
    ).subquery()
    return (
        select(Tag, Category)
        .options(load_only(Tag.name, Tag.slug), load_only(Category.name, Category.slug))
        .select_from(held)
        .outerjoin(Tag, Tag.id == held.c.tag_id)
        .outerjoin(Category, Category.id == held.c.category_id)
        .order_by(Tag.name, Tag.id, Category.name, Category.id)
    )


_OF_POST = _terms_of_post()
