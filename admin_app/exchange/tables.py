"""Which tables and columns leave the site as JSON and CSV.

Named one by one, so that a column added later does not leave by the way: no password, no second
factor, no key of a session, no log (S87).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Table

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
from admin_app.history.rows import table_of
from admin_app.people.models import User
from admin_app.readers.models import Comment


@dataclass(frozen=True)
class Exported:
    """A table, and the columns of it that leave."""

    name: str
    table: Table
    columns: tuple[str, ...]
    where: tuple[ColumnElement[bool], ...] = ()


_TEXT: Final = (
    "id", "author_id", "title", "slug", "body", "excerpt", "status", "created_at", "published_at",
    "updated_at", "status_before_trash", "comments_open", "comments_mode",
    "comments_close_after_days", "planned_on", "password", "seo_title", "seo_description",
    "social_picture_id", "noindex",
)  # fmt: skip
_COMMENT: Final = (
    "parent_id", "author_name", "author_email", "author_ip", "body", "status", "created_at",
    "depth", "author_url", "user_id", "decided_at", "decided_by_id",
)  # fmt: skip


def _of(name: str, model: Any, columns: tuple[str, ...], *where: ColumnElement[bool]) -> Exported:
    return Exported(name, table_of(model), columns, where)


SITE: Final = (
    "site_title", "tagline", "footer", "timezone", "posts_per_page", "comments_mode",
    "comments_close_after_days", "comment_floods_per_minute",
)  # fmt: skip
PEOPLE: Final = ("id", "email", "name", "slug", "role", "active", "timezone", "created_at")
MEDIA: Final = (
    "id", "title", "alt", "caption", "key", "mime", "size", "width", "height", "created_at",
    "uploaded_by_id", "decorative",
)  # fmt: skip
CATEGORIES: Final = ("id", "name", "slug", "description", "parent_id")
TAGS: Final = ("id", "name", "slug", "description")


def json_sections() -> tuple[Exported, ...]:
    """The lists of the JSON document, in its order."""
    return (
        _of("people", User, PEOPLE),
        _of("media", Media, MEDIA),
        _of("categories", Category, CATEGORIES),
        _of("tags", Tag, TAGS),
        _of("posts", Post, (*_TEXT, "sticky", "picture_id", "own_fields")),
        _of("pages", Page, (*_TEXT, "parent_id", "position", "own_fields")),
        _of("comments", Comment, ("id", "post_id", "page_id", *_COMMENT)),
    )


def csv_files() -> tuple[Exported, ...]:
    """The files of the CSV folder. Those that a data set has begin with a data set's columns."""
    comments = table_of(Comment)
    return (
        _of("site", Setting, SITE),
        _of("authors", User, PEOPLE),
        _of("media", Media, MEDIA),
        _of("categories", Category, CATEGORIES),
        _of("tags", Tag, TAGS),
        _of("posts", Post, (*_TEXT, "sticky", "picture_id", "own_fields")),
        _of("pages", Page, (*_TEXT, "parent_id", "position", "own_fields")),
        _of("comments", Comment, ("id", "post_id", *_COMMENT), comments.c.post_id.is_not(None)),
        _of("page_comments", Comment, ("id", "page_id", *_COMMENT),
            comments.c.page_id.is_not(None)),
    )  # fmt: skip


# Link tables, the name of their file, and their second column.
LINKS: Final = (
    ("post_tags", post_tag, "tag_id"),
    ("post_categories", post_category, "category_id"),
)
