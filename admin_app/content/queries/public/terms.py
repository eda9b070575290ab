"""Tags, categories and authors, by their address."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import aliased

from admin_app.content.models import Category, Tag
from admin_app.content.queries.stretch import AnyRow
from admin_app.errors import NotFound
from admin_app.extensions import db
from admin_app.people.models import User


def tag_at(slug: str) -> AnyRow:
    """Id, name, slug and description of a tag. Raises `NotFound`."""
    return _only(
        db.session.execute(
            select(Tag.id, Tag.name, Tag.slug, Tag.description).where(Tag.slug == slug)
        ).first()
    )


def category_at(slug: str) -> AnyRow:
    """Id, name, slug and description of a category, and `above_name`, `above_slug` of its parent.

    Raises `NotFound`.
    """
    above = aliased(Category)
    return _only(
        db.session.execute(
            select(
                Category.id,
                Category.name,
                Category.slug,
                Category.description,
                above.name.label("above_name"),
                above.slug.label("above_slug"),
            )
            .outerjoin(above, above.id == Category.parent_id)
            .where(Category.slug == slug)
        ).first()
    )


def categories_below(category_id: int) -> list[AnyRow]:
    """Name and slug of the categories right under this one."""
    return list(
        db.session.execute(
            select(Category.name, Category.slug)
            .where(Category.parent_id == category_id)
            .order_by(Category.name, Category.id)
            .limit(200)
        )
    )


def author_at(slug: str) -> AnyRow:
    """Id, name and slug of a person. Raises `NotFound`."""
    return _only(
        db.session.execute(select(User.id, User.name, User.slug).where(User.slug == slug)).first()
    )


def _only(row: AnyRow | None) -> AnyRow:
    if row is None:
        raise NotFound
    return row
