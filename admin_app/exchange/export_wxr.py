"""The site as a WordPress export; imported into an empty site it gives the same content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask import current_app
from sqlalchemy import Row

from admin_app.content.actions.own_fields import said
from admin_app.content.models import Category, Media, Page, Post, Tag, post_category, post_tag
from admin_app.content.queries.settings import site_settings
from admin_app.exchange.actions.intake import OWN_GENERATOR
from admin_app.exchange.queries import exports
from admin_app.exchange.wxr import own_fields, writer
from admin_app.exchange.wxr.records import (
    Author,
    Comment,
    Item,
    Meta,
    Record,
    Site,
    Term,
    TermRef,
)
from admin_app.exchange.wxr.words import written_down
from admin_app.history.rows import table_of
from admin_app.people.models import User

_STATUSES: Final = {
    "published": "publish",
    "scheduled": "future",
    "in_review": "pending",
    "draft": "draft",
    "trash": "trash",
}
_TEXT: Final = (
    "title", "slug", "body", "excerpt", "status", "status_before_trash", "published_at",
    "created_at", "updated_at", "comments_open", "comments_mode", "comments_close_after_days",
    "planned_on", "password", "author_id", "seo_title", "seo_description", "noindex", "own_fields",
)  # fmt: skip
_COMMENT: Final = (
    "id", "parent_id", "author_name", "author_email", "author_url", "author_ip", "body", "status",
    "created_at", "user_id", "decided_at", "decided_by_id",
)  # fmt: skip
# Posts, pages and files count by themselves here; in WXR they share one count.
_KINDS: Final = {"post": 1, "page": 2, "media": 3}


def wxr() -> Iterator[bytes]:
    """The file in pieces, all of one moment; memory does not grow with the site."""
    exports.hold_still()
    return writer.write(_Site().records())


class _Site:
    def __init__(self) -> None:
        self._root = current_app.config["SITE_URL"] or "http://localhost"
        self._logins = exports.slugs(User)
        self._categories: dict[int, TermRef] = {}
        self._tags: dict[int, TermRef] = {}

    def records(self) -> Iterator[Record]:
        settings = site_settings()
        yield Site(
            title=settings.site_title,
            link=self._root,
            description=settings.tagline,
            language="en",
            generator=OWN_GENERATOR,
        )
        yield from self._authors()
        yield from self._terms()
        yield from self._files()
        yield from self._posts()
        yield from self._pages()

    def _authors(self) -> Iterator[Author]:
        columns = ("email", "name", "slug")
        for rows in exports.portions(table_of(User), columns, exports.has_written()):
            for row in rows:
                yield Author(id=row.id, login=row.slug, email=row.email, name=row.name)

    def _terms(self) -> Iterator[Term]:
        parents = exports.slugs(Category)
        columns = ("name", "slug", "description", "parent_id")
        for rows in exports.portions(table_of(Category), columns):
            for row in rows:
                yield self._term("category", row, self._categories, parents.get(row.parent_id, ""))
        for rows in exports.portions(table_of(Tag), columns[:3]):
            for row in rows:
                yield self._term("post_tag", row, self._tags, "")

    def _term(self, taxonomy: str, row: Row[Any], refs: dict[int, TermRef], parent: str) -> Term:
        name = written_down(row.name)
        refs[row.id] = TermRef(taxonomy=taxonomy, slug=row.slug, name=name)
        return Term(
            taxonomy=taxonomy,
            # Categories and tags count by themselves too.
            id=2 * row.id + (taxonomy == "post_tag"),
            slug=row.slug,
            name=name,
            parent=parent,
            description=written_down(row.description),
        )

    def _files(self) -> Iterator[Item]:
        columns = ("title", "caption", "alt", "key", "mime", "created_at", "uploaded_by_id")
        for rows in exports.portions(table_of(Media), columns):
            for row in rows:
                address = f"{self._root}/media/{row.key}"
                yield Item(
                    id=_number("media", row.id),
                    kind="attachment",
                    status="inherit",
                    title=written_down(row.title),
                    excerpt=written_down(row.caption),
                    author=self._logins.get(row.uploaded_by_id, ""),
                    link=address,
                    guid=address,
                    attachment_url=address,
                    dated=row.created_at,
                    meta=(Meta(key="_wp_attachment_image_alt", value=row.alt),),
                )

    def _posts(self) -> Iterator[Item]:
        columns = (*_TEXT, "sticky", "picture_id")
        for rows in exports.portions(table_of(Post), columns):
            ids = [row.id for row in rows]
            tags = exports.linked(post_tag, "tag_id", ids)
            categories = exports.linked(post_category, "category_id", ids)
            comments = exports.comments_under("post_id", ids, _COMMENT)
            for row in rows:
                terms = [
                    *(self._categories[id_] for id_ in categories.get(row.id, ())),
                    *(self._tags[id_] for id_ in tags.get(row.id, ())),
                ]
                picture = row.picture_id
                yield Item(
                    kind="post",
                    is_sticky=row.sticky,
                    terms=tuple(terms),
                    meta=(
                        *_fields(row),
                        *([Meta(key="_thumbnail_id", value=str(_number("media", picture)))]
                          if picture else []),
                    ),
                    **self._text("post", row, comments),
                )  # fmt: skip

    def _pages(self) -> Iterator[Item]:
        for rows in exports.portions(table_of(Page), (*_TEXT, "parent_id", "position")):
            comments = exports.comments_under("page_id", [row.id for row in rows], _COMMENT)
            for row in rows:
                yield Item(
                    kind="page",
                    parent_id=_number("page", row.parent_id) if row.parent_id else None,
                    menu_order=row.position,
                    meta=_fields(row),
                    **self._text("page", row, comments),
                )

    def _text(
        self, kind: str, row: Row[Any], comments: Mapping[int, list[Row[Any]]]
    ) -> dict[str, Any]:
        address = f"{self._root}/{kind}s/{row.slug}"
        return {
            "id": _number(kind, row.id),
            "title": written_down(row.title),
            "body": row.body,
            "excerpt": written_down(row.excerpt),
            "author": self._logins.get(row.author_id, ""),
            "status": _STATUSES[row.status],
            "slug": row.slug,
            "link": address,
            "guid": address,
            "password": row.password or "",
            "comments_open": row.comments_open,
            "dated": row.published_at,
            "modified": row.updated_at,
            "comments": tuple(self._comment(each) for each in comments.get(row.id, ())),
        }

    def _comment(self, row: Row[Any]) -> Comment:
        return Comment(
            id=row.id,
            parent_id=row.parent_id,
            author_name=written_down(row.author_name),
            author_email=row.author_email,
            author_url=row.author_url,
            author_ip=row.author_ip,
            body=written_down(row.body),
            state=row.status,
            written_at=row.created_at,
            user_id=row.user_id,
            meta=own_fields.written(
                {
                    "created_at": row.created_at,
                    "decided_at": row.decided_at,
                    "decided_by": self._logins.get(row.decided_by_id),
                }
            ),
        )


def _fields(row: Row[Any]) -> tuple[Meta, ...]:
    """What WXR has no place for: parts of seconds, words for search engines, plans, the trash."""
    days = row.comments_close_after_days
    ours = own_fields.written(
        {
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "published_at": row.published_at,
            "seo_title": row.seo_title or None,
            "seo_description": row.seo_description or None,
            "noindex": "1" if row.noindex else None,
            "comments_mode": row.comments_mode or None,
            "comments_close_after_days": None if days is None else str(days),
            "planned_on": row.planned_on and row.planned_on.isoformat(),
        }
    )
    ours += tuple(
        Meta(key=key, value=written_down(said(value))) for key, value in row.own_fields.items()
    )
    before = row.status_before_trash
    if before is None:
        return ours
    return (*ours, Meta(key=own_fields.TRASHED_FROM, value=_STATUSES[before]))


def _number(kind: str, id_: int) -> int:
    return 4 * id_ + _KINDS[kind]
