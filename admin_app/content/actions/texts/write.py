"""Putting what was sent into one text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from admin_app.content.actions.own_fields import set_own
from admin_app.content.actions.texts.address import Was, set_slug
from admin_app.content.actions.texts.comments import set_comments
from admin_app.content.actions.texts.links import keep_links
from admin_app.content.actions.texts.seo import set_seo
from admin_app.content.actions.texts.state import set_state
from admin_app.content.actions.texts.terms import set_terms
from admin_app.content.actions.tree import place
from admin_app.content.markup import one_block_a_line, refuse_large, sanitise
from admin_app.content.models import Page, Post
from admin_app.content.policy.texts import (
    FOR_PUBLISHERS,
    may_edit,
    may_publish,
    may_reassign,
)
from admin_app.content.queries.media import is_picture_for
from admin_app.content.queries.texts import author_name
from admin_app.errors import NotAllowed, Refusal
from admin_app.extensions import db
from admin_app.web.text import clean_characters, one_line

PLAIN = (
    "comments_open",
    "noindex",
    "sticky",
    "password",
    "planned_on",
    "position",
)


def write(person: Any, text: Post | Page, sent: Mapping[str, Any]) -> None:
    """Put what was sent into a new or loaded text and flush it; what was not sent stays.

    Raises `Refusal` with the field at fault, `NotAllowed` where this person may not.
    """
    is_new = text.id is None
    # A copy comes with a body, whose links nobody has kept yet.
    was, old_body = Was.of(text), "" if is_new else text.body or ""
    if is_new and text.author_id is None:
        text.author_id = person.id
    _set_author(person, text, sent)
    _set_pictures(person, text, sent)
    if not is_new and not may_edit(person, text):
        raise NotAllowed("You can see this text, but not change it.")
    _refuse_unless_publisher(person, text, sent)
    _set_words(text, sent)
    set_seo(text, sent)
    set_own(text, sent)
    set_comments(text, sent)
    for name in PLAIN:
        if name in sent and hasattr(text, name) and getattr(text, name) != sent[name]:
            setattr(text, name, sent[name])
    if "body" in sent:
        _set_body(text, sent["body"] or "")
    set_state(person, text, sent)
    set_slug(text, sent.get("slug"), was)
    if isinstance(text, Post):
        set_terms(text, sent)
    elif "parent_id" in sent:
        place(text, sent["parent_id"])
    if is_new:
        db.session.add(text)
    db.session.flush()
    keep_links(text, old_body)


def _refuse_unless_publisher(person: Any, text: Post | Page, sent: Mapping[str, Any]) -> None:
    for name in FOR_PUBLISHERS:
        moved = name in sent and (sent[name] or None) != (getattr(text, name, None) or None)
        if moved and not may_publish(person, text):
            raise Refusal("Only who may publish this can set that.", name, 403)


def _set_words(text: Post | Page, sent: Mapping[str, Any]) -> None:
    """Title and excerpt without characters that harm: feeds and mails show them as they are."""
    if "title" in sent:
        title = one_line(sent["title"] or "")
        if not title:
            raise Refusal("Give it a title.", "title")
        if title != text.title:
            text.title = title
    if "excerpt" in sent:
        excerpt = clean_characters(sent["excerpt"] or "")
        if excerpt != text.excerpt:
            text.excerpt = excerpt


def _set_body(text: Post | Page, sent: str) -> None:
    """The body sanitised, a block a line; one that came back as it was shown stays as it is.

    Imported bodies are not laid out so, and forms change newlines on their way: neither is a
    change that somebody made.
    """
    if text.body is not None and clean_characters(sent) == clean_characters(text.body):
        return
    body = one_block_a_line(sanitise(sent))
    refuse_large(body)
    if body != text.body:
        text.body = body


def _set_author(person: Any, text: Post | Page, sent: Mapping[str, Any]) -> None:
    author_id = sent.get("author_id")
    if author_id is None or author_id == text.author_id:
        return
    if not may_reassign(person, type(text)):
        raise Refusal("Only an editor can put another name over a text.", "author", 403)
    if author_name(author_id) is None:
        raise Refusal("There is no such person here; choose another.", "author")
    text.author_id = author_id


def _set_pictures(person: Any, text: Post | Page, sent: Mapping[str, Any]) -> None:
    for field in ("picture", "social_picture"):
        name = f"{field}_id"
        if name not in sent or not hasattr(text, name) or sent[name] == getattr(text, name):
            continue
        if sent[name] is not None and not is_picture_for(person, sent[name]):
            raise Refusal("There is no such picture in your library; choose another.", field)
        setattr(text, name, sent[name])
