"""The files of a data set and their columns; a file may have more, which are not read."""

from __future__ import annotations

from typing import Final

AUTHORS: Final = "authors.csv"
TAGS: Final = "tags.csv"
POSTS: Final = "posts.csv"
POST_TAGS: Final = "post_tags.csv"
COMMENTS: Final = "comments.csv"

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    AUTHORS: ("id", "email", "name"),
    TAGS: ("id", "name", "slug"),
    POSTS: (
        "id", "author_id", "title", "slug", "body", "excerpt", "status", "created_at",
        "published_at",
    ),
    POST_TAGS: ("post_id", "tag_id"),
    COMMENTS: (
        "id", "post_id", "parent_id", "author_name", "author_email", "author_ip", "body",
        "status", "created_at",
    ),
}  # fmt: skip
OPTIONAL: Final[dict[str, tuple[str, ...]]] = {
    POSTS: ("own_fields", "comments_open", "comments_mode", "comments_close_after_days"),
}
"""Columns that are read where they are; after those above."""
