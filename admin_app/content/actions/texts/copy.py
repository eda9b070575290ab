"""A text once more: as a draft, or as a template."""

from __future__ import annotations

from typing import Any

from admin_app.content.actions.own_fields import set_own
from admin_app.content.actions.texts.write import write
from admin_app.content.markup import sanitise
from admin_app.content.models import Page, Post, Status, TextTemplate
from admin_app.errors import NotAllowed, Refusal
from admin_app.extensions import db
from admin_app.people.permissions import Permission
from admin_app.web.text import one_line

CARRIED = (
    "body",
    "excerpt",
    "comments_open",
    "comments_mode",
    "comments_close_after_days",
    "password",
    "seo_title",
    "seo_description",
    "noindex",
    "social_picture_id",
    "picture_id",
    "parent_id",
    "position",
    "own_fields",
)
LONGEST_TITLE = 300
COPY = " (copy)"


def duplicate(person: Any, text: Post | Page) -> Post | Page:
    """A draft of this person's with all that the text has, but for its address, date and comments.

    A post that may be seen may be copied: its tags have to be loaded.
    """
    model = type(text)
    carried = {name: getattr(text, name) for name in CARRIED if hasattr(text, name)}
    copy = model(**carried)
    sent: dict[str, Any] = {
        "title": text.title[: LONGEST_TITLE - len(COPY)] + COPY,
        "status": Status.DRAFT.value,
    }
    if isinstance(text, Post):
        sent["tags"] = [tag.name for tag in text.tags]
        sent["categories"] = [category.name for category in text.categories]
    write(person, copy, sent)
    return copy


def template_of(person: Any, post: Post) -> TextTemplate:
    """A template that new posts begin from as this post is."""
    require_templates(person)
    template = TextTemplate(
        name=post.title[:80],
        title=post.title,
        body=post.body,
        tags=", ".join(tag.name for tag in post.tags),
        categories=", ".join(category.name for category in post.categories),
        own_fields=dict(post.own_fields or {}),
    )
    db.session.add(template)
    db.session.flush()
    return template


def write_template(person: Any, row: TextTemplate, sent: dict[str, Any]) -> None:
    """Put what was sent into a new or loaded template and flush it. Raises `Refusal`."""
    require_templates(person)
    row.name = one_line(sent.get("name") or "")
    if not row.name:
        raise Refusal("Give it a name.", "name")
    row.title = one_line(sent.get("title") or "")
    row.body = sanitise(sent.get("body") or "")
    row.tags = ", ".join(sent.get("tags") or ())
    row.categories = ", ".join(sent.get("categories") or ())
    set_own(row, sent)
    db.session.add(row)
    db.session.flush()


def require_templates(person: Any) -> None:
    """Raise `NotAllowed` unless the person keeps the templates."""
    if not person.may(Permission.POST_EDIT_ANY):
        raise NotAllowed("Only editors keep the templates.")
