"""One live post or page, and what stands around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import bindparam, literal, select, tuple_, union_all
from sqlalchemy.orm import joinedload, load_only

from admin_app.columns import UtcDateTime
from admin_app.content.models import (
    Category,
    Media,
    Page,
    Post,
    Setting,
    Tag,
    post_category,
    post_tag,
)
from admin_app.content.models.publishable import live_states
from admin_app.content.queries.public.moment import reading_moment
from admin_app.content.queries.public.planned import planned_terms
from admin_app.content.queries.settings import SETTING_COLUMNS, keep_settings
from admin_app.content.queries.stretch import AnyRow, AnySelect
from admin_app.errors import NotFound
from admin_app.extensions import db
from admin_app.people.models import User

MENU = 7
_BRIEF = (
    *("title", "slug", "status", "published_at", "author_id", "password", "comment_count"),
    *("comments_open", "comments_mode", "comments_close_after_days"),
)


def live_post(slug: str) -> Post:
    """The post that readers find at this address, with author and picture. Raises `NotFound`."""
    found: Post | None = db.session.scalar(
        select(Post)
        .where(Post.slug == slug, Post.is_live(reading_moment()))
        .options(joinedload(Post.author).load_only(User.name, User.slug), joinedload(Post.picture))
    )
    if found is None:
        raise NotFound
    return found


def live_page(slug: str) -> Page:
    """The page that readers find at this address, with its author. Raises `NotFound`."""
    found: Page | None = db.session.scalar(
        select(Page)
        .where(Page.slug == slug, Page.is_live(reading_moment()))
        .options(joinedload(Page.author).load_only(User.name, User.slug))
    )
    if found is None:
        raise NotFound
    return found


def text_at(model: type[Post | Page], slug: str) -> Post | Page:
    """The live text at this address, for who does not show it: see `live_text`.

    The site's settings are kept along with it. Raises `NotFound`.
    """
    found = db.session.execute(_text_at(model), {"slug": slug, "moment": reading_moment()}).first()
    if found is None:
        raise NotFound
    text, *settings = found
    keep_settings(settings)
    return cast(Post | Page, text)


@cache
def _text_at(model: type[Post | Page]) -> AnySelect:
    asked = live_text(model, *SETTING_COLUMNS).join(Setting, Setting.id == 1)
    return asked.where(model.slug == bindparam("slug"))


def live_text(model: type[Post | Page], *more: Any) -> AnySelect:
    """Select texts that are live at the parameter `moment`, and `more` columns.

    Of a text its title, states and settings are loaded, and what is long only when it is asked for.
    """
    brief = load_only(*(getattr(model, name) for name in _BRIEF))
    moment = bindparam("moment", type_=UtcDateTime())
    asked: AnySelect = select(model, *more).options(brief)
    return asked.where(live_states(model), model.published_at <= moment)


def card_picture(text: Post | Page) -> Media | None:
    """The picture that other sites show of a text; no statement where it has none of its own."""
    if text.social_picture_id is not None:
        return db.session.get(Media, text.social_picture_id)
    return text.picture if isinstance(text, Post) else None


def around_post(post: Post) -> dict[str, list[AnyRow]]:
    """The (name, slug) of its `tag`s and `category`s, and of the `newer` and `older` post.

    One statement for all four; a kind that the post has none of gives an empty list.
    """
    here = tuple_(literal(post.published_at, Post.published_at.type), literal(post.id))
    place = tuple_(Post.published_at, Post.id)
    newer = (
        _neighbour("newer")
        .where(Post.is_live(reading_moment()), place > here)
        .order_by(Post.published_at, Post.id)
    )
    older = (
        _neighbour("older")
        .where(Post.is_live(post.published_at), place < here)
        .order_by(Post.published_at.desc(), Post.id.desc())
    )
    parts = union_all(
        _terms("tag", Tag, post_tag, post_tag.c.tag_id, post.id),
        _terms("category", Category, post_category, post_category.c.category_id, post.id),
        select(newer.limit(1).subquery()),
        select(older.limit(1).subquery()),
    ).subquery()
    return {**_by_kind(select(parts).order_by(parts.c.name, parts.c.id)), **planned_terms(post)}


def around_page(page: Page) -> dict[str, list[AnyRow]]:
    """The (name, slug) of the live page `above` it and of those `below`; one statement."""
    columns = (Page.title.label("name"), Page.slug, Page.id, Page.position)
    live = Page.is_live(reading_moment())
    parts = union_all(
        select(literal("above").label("kind"), *columns).where(live, Page.id == page.parent_id),
        select(literal("below").label("kind"), *columns).where(live, Page.parent_id == page.id),
    ).subquery()
    return _by_kind(select(parts).order_by(parts.c.position, parts.c.id).limit(200))


def menu_pages() -> Sequence[AnyRow]:
    """The (title, slug) of the first live pages that stand under no other: the site's menu."""
    return db.session.execute(
        select(Page.title, Page.slug)
        .where(Page.parent_id.is_(None), Page.is_live(reading_moment()))
        .order_by(Page.position, Page.id)
        .limit(MENU)
    ).all()


def _neighbour(kind: str) -> AnySelect:
    return select(literal(kind).label("kind"), Post.title.label("name"), Post.slug, Post.id)


def _terms(kind: str, model: Any, link: Any, side: Any, post_id: int) -> AnySelect:
    return (
        select(literal(kind).label("kind"), model.name, model.slug, model.id)
        .join(link, side == model.id)
        .where(link.c.post_id == post_id)
    )


def _by_kind(rows: AnySelect) -> dict[str, list[AnyRow]]:
    kinds: dict[str, list[AnyRow]] = defaultdict(list)
    for row in db.session.execute(rows):
        kinds[row.kind].append(row)
    return kinds
