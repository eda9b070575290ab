"""What can be done to posts and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarResult, select

from admin_app.columns import now
from admin_app.content.actions.terms import find_or_create_categories, find_or_create_tags
from admin_app.content.actions.tree import place
from admin_app.content.markup import sanitise
from admin_app.content.models import Page, Post, Status
from admin_app.content.policy.texts import (
    FOR_PUBLISHERS,
    PUBLIC,
    may_edit,
    may_publish,
    may_reassign,
    publishes,
)
from admin_app.content.queries.media import is_picture_for
from admin_app.content.queries.texts import is_author, slugs_like
from admin_app.errors import NotAllowed, Refusal
from admin_app.extensions import db
from admin_app.history.bulk import change_rows
from admin_app.history.removal import remove
from admin_app.ids import among
from admin_app.slugs import free_slug, slug_from
from admin_app.web.text import clean_characters, one_line

PLAIN = (
    "comments_open",
    "sticky",
    "password",
    "position",
)


def write(person: Any, text: Post | Page, sent: Mapping[str, Any]) -> None:
    """Put what was sent into a new or loaded text and flush it; what was not sent stays.

    Raises `Refusal` with the field at fault, `NotAllowed` where this person may not.
    """
    is_new = text.id is None
    if is_new and text.author_id is None:
        text.author_id = person.id
    _set_author(person, text, sent)
    _set_picture(person, text, sent)
    if not is_new and not may_edit(person, text):
        raise NotAllowed("You can see this text, but not change it.")
    _refuse_unless_publisher(person, text, sent)
    _set_words(text, sent)
    for name in PLAIN:
        if name in sent and hasattr(text, name) and getattr(text, name) != sent[name]:
            setattr(text, name, sent[name])
    if "body" in sent:
        body = sanitise(sent["body"] or "")
        if body != text.body:
            text.body = body
    _set_state(person, text, sent)
    _set_slug(text, sent.get("slug"))
    if isinstance(text, Post):
        _set_terms(text, sent)
    elif "parent_id" in sent:
        place(text, sent["parent_id"])
    if is_new:
        db.session.add(text)
    db.session.flush()


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


def _set_author(person: Any, text: Post | Page, sent: Mapping[str, Any]) -> None:
    author_id = sent.get("author_id")
    if author_id is None or author_id == text.author_id:
        return
    if not may_reassign(person, type(text)):
        raise Refusal("Only an editor can put another name over a text.", "author", 403)
    if not is_author(author_id):
        raise Refusal("There is no such person here; choose another.", "author")
    text.author_id = author_id


def _set_picture(person: Any, text: Post | Page, sent: Mapping[str, Any]) -> None:
    picture_id = sent.get("picture_id")
    if "picture_id" not in sent or not isinstance(text, Post) or picture_id == text.picture_id:
        return
    if picture_id is not None and not is_picture_for(person, picture_id):
        raise Refusal("There is no such picture in your library; choose another.", "picture")
    text.picture_id = picture_id


def _set_state(person: Any, text: Post | Page, sent: Mapping[str, Any]) -> None:
    wanted = Status(sent.get("status") or text.status or Status.DRAFT)
    moment: datetime | None = sent.get("published_at", text.published_at)
    moved = wanted != text.status or moment != text.published_at
    if wanted == Status.TRASH and text.status != Status.TRASH:
        raise Refusal("Use “Move to trash”, so that it can come back.", "status")
    if wanted in PUBLIC and moved:
        if not may_publish(person, text):
            raise Refusal("Your role can't publish; send it to review instead.", "status", 403)
        wanted, moment = _dated(wanted, moment)
    if wanted != text.status:
        text.status = wanted
    if moment != text.published_at:
        text.published_at = moment


def _dated(wanted: Status, moment: datetime | None) -> tuple[Status, datetime]:
    """The public state that this state and moment come to; refuses what can't be meant."""
    if wanted == Status.PUBLISHED:
        # Published at a moment to come is scheduled.
        future = moment is not None and moment > now()
        return (Status.SCHEDULED if future else wanted), moment or now()
    if moment is None:
        raise Refusal("Choose when this is to be published.", "published_at")
    if moment <= now():
        raise Refusal("Choose a moment to come, or publish it now.", "published_at")
    return wanted, moment


def _set_slug(text: Post | Page, wanted: str | None) -> None:
    """The slug that was typed, if it is free; one made from the title, where none was."""
    if wanted is None and text.slug:
        return
    if wanted and wanted == text.slug:
        return
    chosen = slug_from(wanted or text.title, type(text).noun())
    taken = slugs_like(type(text), chosen, besides=text.id)
    free = free_slug(chosen, taken)
    if wanted and free != chosen:
        raise Refusal(f"Another {text.noun()} has this address; “{free}” is free.", "slug")
    if free != text.slug:
        text.slug = free


def _set_terms(post: Post, sent: Mapping[str, Any]) -> None:
    if "tags" in sent and _names(sent["tags"]) != _names(tag.name for tag in post.tags):
        post.tags = find_or_create_tags(sent["tags"], len(post.tags))
    if "categories" in sent:
        held = _names(category.name for category in post.categories)
        if _names(sent["categories"]) != held:
            post.categories = find_or_create_categories(sent["categories"], len(held))


def _names(names: Any) -> set[str]:
    return {" ".join(name.split()).casefold() for name in names}


# Many at once


def trash(person: Any, model: type[Post | Page], ids: Sequence[int]) -> list[int]:
    """Move these to the trash; the ids that moved. Raises `NotAllowed`, and then none moves."""
    _require_edit(person, model, ids)

    def decide(row: Any) -> dict[str, Any] | None:
        if row.status == Status.TRASH:
            return None
        return {"status": Status.TRASH.value, "status_before_trash": row.status}

    return change_rows(model, ids, decide, ("status", "status_before_trash"))


def restore(person: Any, model: type[Post | Page], ids: Sequence[int]) -> list[int]:
    """Bring these back from the trash to the state that they had; the ids that came back.

    For who may not publish, what readers could see before comes back as a draft.
    """
    _require_edit(person, model, ids)
    to_readers = publishes(person, model)

    def decide(row: Any) -> dict[str, Any] | None:
        if row.status != Status.TRASH:
            return None
        state = Status(row.status_before_trash or Status.DRAFT)
        allowed = state not in PUBLIC or to_readers
        return {
            "status": (state if allowed else Status.DRAFT).value,
            "status_before_trash": None,
        }

    return change_rows(model, ids, decide, ("status", "status_before_trash"))


def set_state(
    person: Any, model: type[Post | Page], ids: Sequence[int], state: Status
) -> list[int]:
    """Publish these now, or make drafts of them; the ids that changed."""
    _require_edit(person, model, ids, publish=state in PUBLIC)
    moment = now()

    def decide(row: Any) -> dict[str, Any] | None:
        if row.status == Status.TRASH or row.status == state:
            return None
        if state != Status.PUBLISHED:
            return {"status": state.value}
        due = row.published_at is not None and row.published_at <= moment
        return {"status": state.value, "published_at": row.published_at if due else moment}

    return change_rows(model, ids, decide, ("status", "published_at"))


def delete(person: Any, model: type[Post | Page], ids: Sequence[int]) -> list[int]:
    """Delete these for good, with their comments; the ids that went. Only from the trash."""
    _require_edit(person, model, ids)
    kept = db.session.scalar(
        select(model.title)
        .where(among(model.id, ids), model.status != Status.TRASH)
        .order_by(model.id)
        .limit(1)
    )
    if kept is not None:
        raise Refusal(f"Move “{kept}” to the trash first.", status=409)
    return remove(model, ids)


def _require_edit(
    person: Any, model: type[Post | Page], ids: Sequence[int], *, publish: bool = False
) -> None:
    if may_reassign(person, model):
        return
    texts: ScalarResult[Post | Page] = db.session.scalars(
        select(model).where(among(model.id, ids)).order_by(model.id).with_for_update()
    )
    for text in texts:
        if not may_edit(person, text) or (publish and not may_publish(person, text)):
            raise NotAllowed(f"“{text.title}” is not yours to change. Nothing was changed.")
