"""What a WXR file says, as typed records. The reader makes them, the writer takes them.

Every moment is aware and in UTC; text is as the file has it, not yet sanitised.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

CommentState = Literal["approved", "pending", "spam", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The head of the file: whose site it is, and what wrote it."""

    title: str = ""
    link: str = ""
    description: str = ""
    language: str = ""
    generator: str = ""
    version: str = "1.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    login: str
    id: int | None = None
    email: str = ""
    name: str = ""
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A category, a tag, or a word of another taxonomy; `parent` is the slug of the one above."""

    taxonomy: str
    slug: str
    name: str
    id: int | None = None
    parent: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRef:
    """That an item carries a term."""

    taxonomy: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """A key and a value that WordPress or a plugin keeps beside an item."""

    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """`kind` is comment, pingback, trackback or a plugin's own word; `line` as in Item."""

    id: int
    body: str
    state: CommentState = "pending"
    kind: str = "comment"
    parent_id: int | None = None
    author_name: str = ""
    author_email: str = ""
    author_url: str = ""
    author_ip: str = ""
    user_id: int | None = None
    written_at: datetime | None = None
    meta: tuple[Meta, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`kind` is post, page, attachment, nav_menu_item or any type a plugin added.

    `status` is WordPress's word: publish, future, draft, auto-draft, pending, private, trash or
    inherit. `line` is where the item begins in the file it was read from, 0 when it was not.
    """

    id: int
    kind: str
    title: str = ""
    body: str = ""
    excerpt: str = ""
    author: str = ""
    status: str = "draft"
    slug: str = ""
    link: str = ""
    guid: str = ""
    parent_id: int | None = None
    menu_order: int = 0
    is_sticky: bool = False
    password: str = ""
    attachment_url: str = ""
    comments_open: bool = False
    pings_open: bool = False
    dated: datetime | None = None
    modified: datetime | None = None
    terms: tuple[TermRef, ...] = ()
    meta: tuple[Meta, ...] = ()
    comments: tuple[Comment, ...] = ()
    line: int = field(default=0, compare=False)


Record = Site | Author | Term | Item
