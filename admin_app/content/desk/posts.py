"""The screen of posts."""

from __future__ import annotations

from typing import Any

from flask import has_request_context
from flask_login import current_user
from sqlalchemy import Select, select

from admin_app.content.desk.bulk import BulkEdit
from admin_app.content.desk.copying import Copying
from admin_app.content.desk.own_fields import OwnFields
from admin_app.content.desk.texts import TextView
from admin_app.content.forms.texts import PostForm
from admin_app.content.models import Category, Post, Tag, post_category, post_tag
from admin_app.content.models.terms import name_key
from admin_app.content.policy.texts import may_reassign
from admin_app.content.queries.terms import load_terms
from admin_app.content.queries.texts import known_authors, tags_of_each
from admin_app.desk.lists import Column, Filter
from admin_app.desk.views import QuickEdit
from admin_app.people.permissions import Permission


def _by_author(text: str) -> Any:
    return Post.author_id == (int(text) if text.isdecimal() and len(text) < 10 else 0)


def _by_tag(text: str) -> Any:
    wanted = select(Tag.id).where((Tag.slug == text) | (Tag.name_key == name_key(text)))
    links = select(post_tag.c.post_id).where(post_tag.c.tag_id.in_(wanted))
    return Post.id.in_(links)


def _by_category(text: str) -> Any:
    wanted = select(Category.id).where(
        (Category.slug == text) | (Category.name_key == name_key(text))
    )
    links = select(post_category.c.post_id).where(post_category.c.category_id.in_(wanted))
    return Post.id.in_(links)


class PostView(QuickEdit, BulkEdit, OwnFields, Copying, TextView):
    """Posts: /admin/post/."""

    permission = Permission.POST_EDIT_OWN
    order = 10
    form = PostForm
    columns = (
        Column("title", "Title", sort="title", fixed=True),
        Column("author", "Author", minor=True),
        Column("comment_count", "Comments", minor=True, numeric=True),
        Column("date", "Date", sort="date"),
        Column("planned_on", "Planned for", minor=True, extra=True),
        Column("created_at", "Created", minor=True, extra=True),
        Column("slug", "Address", minor=True, extra=True),
    )
    quick_fields = (
        "title",
        "slug",
        "status",
        "published_at",
        "author",
        "tags",
        "categories",
        "comments_open",
        "comments_mode",
        "comments_close_after_days",
        "sticky",
    )
    exported = (*TextView.exported, Column("tags", "Tags"))
    plain_filters = (
        Filter(
            "author", "Any author", _by_author, lambda: [(str(i), n) for i, n in known_authors()]
        ),
        Filter("tag", "Any tag", _by_tag),
        Filter("category", "Any category", _by_category),
    )

    def filters_here(self) -> tuple[Filter, ...]:
        """Without the author, for who sees their own posts alone."""
        if not has_request_context() or may_reassign(current_user, Post):
            return self.plain_filters
        return tuple(one for one in self.plain_filters if one.name != "author")

    def fetch(self, row_id: Any, *, lock: bool = False) -> Any:
        """With its tags and categories."""
        post = super().fetch(row_id, lock=lock)
        load_terms(post)
        return post

    def export_value(self, row: Any, name: str) -> Any:
        """Tags by name."""
        if name == "tags":
            return ", ".join(tag for tag, _ in row.tags)
        return super().export_value(row, name)

    def list_select(self) -> Select[Any]:
        """With the tags of each."""
        return super().list_select().add_columns(tags_of_each())
