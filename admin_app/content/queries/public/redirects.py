"""Where an address leads at which readers find nothing."""

from __future__ import annotations

from sqlalchemy import select

from admin_app.content.addresses import as_url, path_of, plain_path
from admin_app.content.models import Category, Page, Post, Redirect, Tag
from admin_app.content.queries.public.moment import reading_moment
from admin_app.extensions import db


def leads_to(path: str) -> tuple[str, bool] | None:
    """Where this path leads, and whether for good; one statement.

    None where nothing leads on from it, or to a text that readers can't see.
    """
    plain = plain_path(path)
    if plain is None:
        return None
    moment = reading_moment()
    row = db.session.execute(
        select(
            Redirect.url,
            Redirect.permanent,
            Post.slug.label("post"),
            Page.slug.label("page"),
            Tag.slug.label("tag"),
            Category.slug.label("category"),
        )
        .select_from(Redirect)
        .outerjoin(Post, (Post.id == Redirect.post_id) & Post.is_live(moment))
        .outerjoin(Page, (Page.id == Redirect.page_id) & Page.is_live(moment))
        .outerjoin(Tag, Tag.id == Redirect.tag_id)
        .outerjoin(Category, Category.id == Redirect.category_id)
        .where(Redirect.path == plain)
    ).first()
    if row is None:
        return None
    for kind in ("post", "page", "tag", "category"):
        slug = getattr(row, kind)
        if slug is not None:
            return path_of(kind, slug), row.permanent
    if row.url is None:
        return None
    return (as_url(row.url) if row.url.startswith("/") else row.url), row.permanent
