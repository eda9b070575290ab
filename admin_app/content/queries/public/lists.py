"""Lists of live posts, newest first, a page at a time: one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    column,
    func,
    or_,
    select,
    table,
)

from admin_app.columns import UtcDateTime
from admin_app.content.models import Page, Post
from admin_app.content.queries.public.moment import reading_moment
from admin_app.content.queries.public.planned import rows_with_due_changes
from admin_app.content.queries.stretch import AnyRow, AnySelect, stretch
from admin_app.extensions import db
from admin_app.keyset import Place, Stretch
from admin_app.people.models import User
from admin_app.search import found_page, newest_found
from admin_app.web.cursors import decode

Rows = Sequence[AnyRow]

STICKY = 5
"""Posts that stay on top of the front page; further ones stand where their date puts them."""
OPENING = 3000
"""Characters of a body from which a list cuts its few lines, where there is no excerpt."""


def sticky_posts() -> Rows:
    """The posts that stay on top of the front page."""
    rows = db.session.execute(
        _listed()
        .where(_sticky(reading_moment()))
        .order_by(Post.published_at.desc(), Post.id.desc())
        .limit(STICKY)
    ).all()
    return rows_with_due_changes(rows)


def newest_posts(place: Place, size: int) -> Stretch[Any]:
    """The stream of the front page: every live post but those on top of it."""
    at = reading_moment()
    on_top = (
        select(Post.id)
        .where(_sticky(at))
        .order_by(Post.published_at.desc(), Post.id.desc())
        .limit(STICKY)
    )
    live = Post.is_live(_until(place, at))
    return _by_date(_listed().where(live, Post.id.not_in(on_top)), place, size)


def posts_of_author(author_id: int, place: Place, size: int) -> Stretch[Any]:
    """An author's posts."""
    return _by_date(
        _listed().where(Post.author_id == author_id, Post.is_live(reading_moment())), place, size
    )


def posts_between(start: datetime, end: datetime, place: Place, size: int) -> Stretch[Any]:
    """The posts from `start` on, before `end`."""
    live = Post.is_live(_until(place, min(reading_moment(), end - timedelta(microseconds=1))))
    return _by_date(_listed().where(live, Post.published_at >= start), place, size)


def posts_of_tag(tag_id: int, place: Place, size: int) -> Stretch[Any]:
    """The posts that carry a tag."""
    return _linked("post_tag", "tag_id", tag_id, place, size)


def posts_of_category(category_id: int, place: Place, size: int) -> Stretch[Any]:
    """The posts in a category itself, those of the categories below it apart."""
    return _linked("post_category", "category_id", category_id, place, size)


def found_posts(words: str, place: Place, size: int) -> Stretch[Any]:
    """The posts that hold each of the words, the newest id first; none that has a password."""
    rows = _listed().where(Post.is_live(reading_moment()), Post.password.is_(None))
    return _fresh(found_page(rows, Post, words, place, size, by_readers=True))


def found_pages(words: str, size: int) -> Rows:
    """Up to `size` pages that hold each of the words."""
    rows = select(Page.id, Page.slug, Page.title).where(
        Page.is_live(reading_moment()), Page.password.is_(None)
    )
    return newest_found(rows, Page, words, size, by_readers=True)


def feed_posts(size: int, longest: int) -> Rows:
    """The newest posts with their bodies; a body over `longest` characters comes back empty."""
    rows = db.session.execute(
        _listed()
        .add_columns(
            case((func.length(Post.body) <= longest, Post.body), else_="").label("body"),
            Post.updated_at,
        )
        .where(Post.is_live(reading_moment()), Post.password.is_(None))
        .order_by(Post.published_at.desc(), Post.id.desc())
        .limit(size)
    ).all()
    shown = [row for row in rows_with_due_changes(rows) if not row.locked]
    for row in shown:
        if len(row.body) > longest:
            row.body = ""
    return shown


def _listed() -> AnySelect:
    hidden = Post.password.is_not(None)
    return select(
        Post.id,
        Post.slug,
        Post.title,
        Post.published_at,
        Post.comment_count,
        hidden.label("locked"),
        case((hidden, ""), else_=Post.excerpt).label("excerpt"),
        # The start of the body, and only where it is needed: bodies may have megabytes.
        case((or_(hidden, Post.excerpt != ""), ""), else_=func.substr(Post.body, 1, OPENING)).label(
            "opening"
        ),
        Post.changes_at,
        User.name.label("author_name"),
        User.slug.label("author_slug"),
    ).outerjoin(Post.author)


def _by_date(rows: AnySelect, place: Place, size: int) -> Stretch[Any]:
    keys: dict[ColumnElement[Any], type] = {
        Post.published_at.expression: datetime,
        Post.id.expression: int,
    }
    return _fresh(stretch(rows, keys, place, size, lambda row: (row.published_at, row.id)))


def _fresh(found: Stretch[Any]) -> Stretch[Any]:
    """The page of a list with what is to be changed by now."""
    rows = rows_with_due_changes(found.rows)
    return found if rows is found.rows else replace(found, rows=rows)


def _until(place: Place, at: datetime) -> datetime:
    """The last moment that can be on this page: its cursor's, or `at` where that is earlier.

    Of two upper bounds SQLite may choose the wrong one, and read its way from now to the page.
    """
    return min(at, decode(place.after, (datetime, int))[0]) if place.after else at


def _linked(name: str, side: str, term_id: int, place: Place, size: int) -> Stretch[Any]:
    # The link itself knows since when readers see its post, and its index is in that order: a
    # page costs the same for a tag on three posts and for one on three million.
    link = table(name, column("post_id"), column(side), column("live_at", UtcDateTime()))
    rows = (
        _listed()
        .add_columns(link.c.live_at)
        .join(link, link.c.post_id == Post.id)
        .where(link.c[side] == term_id, link.c.live_at <= _until(place, reading_moment()))
    )
    keys: dict[ColumnElement[Any], type] = {link.c.live_at: datetime, link.c.post_id: int}
    return _fresh(stretch(rows, keys, place, size, lambda row: (row.live_at, row.id)))


def _sticky(at: datetime) -> ColumnElement[bool]:
    return and_(Post.sticky, Post.is_live(at))
