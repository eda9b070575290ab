"""Names of tags and categories that begin as what somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, literal_column, or_, select, union

from admin_app.columns import now
from admin_app.content.models import (
    Category,
    MergedTerm,
    Post,
    Tag,
    merged_key,
    post_category,
    post_tag,
)
from admin_app.content.models.terms import name_key
from admin_app.content.policy.terms import may_list
from admin_app.content.queries.stretch import AnySelect
from admin_app.extensions import db
from admin_app.web.text import one_line

MOST = 8
# A common name is found among those that are used most, a rare one among its neighbours by name:
# both are short walks along an index, whatever was typed and however many names there are.
MOST_USED = 300
NEXT_BY_NAME = 60
OWN_POSTS = 300
_AFTER_ALL = "\U0010ffff"


def suggested(person: Any, model: type[Tag] | type[Category], typed: str) -> Sequence[Any]:
    """Name, slug and post_count of terms that begin so, most used first; one statement.

    The one that `is_exact` is what the text stands for, also when it is a name that was merged into
    another; it comes first.
    Who may not list the terms is told of those that readers find, and of those on their own posts.
    """
    start = name_key(one_line(typed[:200]))
    begins = model.name_key >= start, model.name_key < start + _AFTER_ALL
    used = (
        select(model.id, model.name_key)
        .order_by(model.post_count.desc(), model.id.desc())
        .limit(MOST_USED)
        .subquery()
    )
    among_used = select(used.c.id).where(
        used.c.name_key >= start, used.c.name_key < start + _AFTER_ALL
    )
    by_name = select(model.id).where(*begins).order_by(model.name_key).limit(NEXT_BY_NAME)
    target = MergedTerm.tag_id if model is Tag else MergedTerm.category_id
    merged = select(target).where(MergedTerm.key == merged_key(model, start))
    found = union(among_used, select(by_name.subquery().c.id), merged).subquery()
    is_exact = or_(model.name_key == start, model.id.in_(merged))
    rows: AnySelect = select(
        model.name, model.slug, model.post_count, is_exact.label("is_exact")
    ).where(model.id.in_(select(found.c.id)))
    if not may_list(person, model):
        rows = rows.where(_known_to(person, model))
    return db.session.execute(
        rows.order_by(is_exact.desc(), model.post_count.desc(), model.name_key).limit(MOST)
    ).all()


def _known_to(person: Any, model: type[Tag] | type[Category]) -> ColumnElement[bool]:
    link = post_tag if model is Tag else post_category
    term_id = link.c[f"{model.__tablename__}_id"]
    # From when on readers see the post, kept beside the link by the database.
    live_at = literal_column(f"{link.name}.live_at", Post.published_at.type)
    live = select(link.c.post_id).where(term_id == model.id, live_at <= now()).exists()
    latest = (
        select(Post.id)
        .where(Post.author_id == person.id)
        .order_by(Post.updated_at.desc(), Post.id.desc())
        .limit(OWN_POSTS)
        .subquery()
    )
    own = select(term_id).where(link.c.post_id.in_(select(latest.c.id)))
    return or_(live, model.id.in_(own))
