"""A text by its address, and its comments as JSON."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from admin_app.content.models import Page, Post
from admin_app.content.queries.public import texts
from admin_app.content.queries.public.redirects import leads_to
from admin_app.content.queries.settings import site_settings
from admin_app.errors import NotAllowed, NotFound, Refusal
from admin_app.publication.texts import is_locked
from admin_app.readers.actions.arrival import why_closed
from admin_app.readers.queries.public import Thread, threads_of
from admin_app.readers.text import comment_html

ADDRESS = re.compile(r"/(posts|pages)/([^/]{1,200})/?")

Text = Post | Page


def text_at(address: Any) -> Text:
    """The text that readers find at this path, or that a redirect leads to from there.

    Raises `Refusal` for what is no such path, `NotFound`, and `NotAllowed` for one with a password.
    """
    if not isinstance(address, str) or not ADDRESS.fullmatch(address):
        raise Refusal("Name a text by its path, such as /posts/ferries.", "address")
    try:
        text = _found(address)
    except NotFound:
        text = _moved(address)
    if is_locked(text):
        raise NotAllowed("This text has a password, and so have its comments.")
    return text


def listed(text: Text, cursor: str) -> dict[str, Any]:
    """The comments of one page, and where the next one begins. Raises `BadCursor`."""
    threads = threads_of(text, cursor)
    closed = why_closed(text, site_settings())
    return {
        "address": f"/{text.noun()}s/{text.slug}",
        "title": text.title,
        "count": text.comment_count,
        "open": not closed,
        "closed": closed,
        "comments": [_told(thread) for thread in threads.threads],
        "next": threads.later,
    }


def _told(thread: Thread) -> dict[str, Any]:
    comment = thread.comment
    return {
        "id": comment.id,
        "author": {
            "name": comment.author_name,
            "url": comment.author_url,
            "team": comment.user_id is not None,
        },
        "body": comment.body,
        "html": str(comment_html(comment.body)),
        "created_at": comment.created_at.isoformat(),
        "replies": [_told(one) for one in thread.replies],
    }


def _found(address: str) -> Text:
    match = ADDRESS.fullmatch(address)
    if match is None:
        raise NotFound
    find = texts.live_post if match[1] == "posts" else texts.live_page
    slug = unquote(match[2])
    if "\0" in slug or not slug.isprintable():
        raise NotFound
    return find(slug)


def _moved(address: str) -> Text:
    found = leads_to(address.rstrip("/"))
    if found is None:
        raise NotFound("There is no such text here, or readers can't see it.")
    return _found(found[0])
