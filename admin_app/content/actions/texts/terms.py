"""The tags and categories of a post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin_app.content.actions.terms import find_or_create_categories, find_or_create_tags
from admin_app.content.models import Post


def set_terms(post: Post, sent: Mapping[str, Any]) -> None:
    """Link the post to the terms of these names; new ones are made."""
    if "tags" in sent and _names(sent["tags"]) != _names(tag.name for tag in post.tags):
        post.tags = find_or_create_tags(sent["tags"], len(post.tags))
    if "categories" in sent:
        held = _names(category.name for category in post.categories)
        if _names(sent["categories"]) != held:
            post.categories = find_or_create_categories(sent["categories"], len(held))


def _names(names: Any) -> set[str]:
    return {" ".join(name.split()).casefold() for name in names}
