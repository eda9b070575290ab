"""Who may see and change which post or page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, select, true

from admin_app.content.models import Page, Post, Status
from admin_app.errors import NotAllowed
from admin_app.extensions import db
from admin_app.history.queries import edited_names, when_deleted
from admin_app.history.undo import undo_check, undo_policy
from admin_app.ids import among
from admin_app.people.permissions import Permission
from admin_app.unit_of_work import current_unit

Text = Post | Page
UNPUBLISHED = (Status.DRAFT, Status.IN_REVIEW, Status.TRASH)
PUBLIC = (Status.SCHEDULED, Status.PUBLISHED)
FOR_PUBLISHERS = ("password", "published_at", "sticky")
"""What says who reads a text, from when on and how prominently: theirs who publish it."""


def visible_texts(person: Any, model: type[Text]) -> ColumnElement[bool]:
    """The rows of this model that the person may know of."""
    if person.may(_edit_any(model)):
        return true()
    if model is Post and person.may(Permission.POST_EDIT_OWN):
        own: ColumnElement[bool] = Post.author_id == person.id
        return own
    return false()


def may_see(person: Any, text: Text) -> bool:
    """Whether the person may see this post or page on the desk, also when readers may not."""
    return bool(person.may(_edit_any(type(text))) or _is_own(person, text))


def may_edit(person: Any, text: Text) -> bool:
    """Whether the person may change it; a contributor only until it is published."""
    if person.may(_edit_any(type(text))):
        return True
    return _is_own(person, text) and (
        person.may(Permission.POST_PUBLISH_OWN) or text.status in UNPUBLISHED
    )


def may_edit_own_in(person: Any, model: type[Text]) -> frozenset[Status]:
    """The states in which the person may change a text that is theirs to see, for whole lists."""
    if publishes(person, model):
        return frozenset(Status)
    return frozenset(UNPUBLISHED)


def may_publish(person: Any, text: Text) -> bool:
    """Whether the person may give it a state that readers can see."""
    if isinstance(text, Page):
        return bool(person.may(Permission.PAGE_EDIT))
    if person.may(Permission.POST_PUBLISH_ANY):
        return True
    return _is_own(person, text) and bool(person.may(Permission.POST_PUBLISH_OWN))


def may_review(person: Any, text: Text) -> bool:
    """Whether the person may approve it, or return it to who wrote it; only while it waits so."""
    return text.status == Status.IN_REVIEW and bool(person.may(_edit_any(type(text))))


def publishes(person: Any, model: type[Text]) -> bool:
    """Whether the person may give the texts that they may change a state that readers can see."""
    return bool(person.may(_edit_any(model)) or person.may(Permission.POST_PUBLISH_OWN))


def may_reassign(person: Any, model: type[Text]) -> bool:
    """Whether the person may put another's name over a text."""
    return bool(person.may(_edit_any(model)))


def _is_own(person: Any, text: Text) -> bool:
    return (
        isinstance(text, Post)
        and person.may(Permission.POST_EDIT_OWN)
        and text.author_id is not None
        and text.author_id == person.id
    )


def _edit_any(model: type[Text]) -> Permission:
    return Permission.POST_EDIT_ANY if model is Post else Permission.PAGE_EDIT


@undo_policy("post")
def _may_undo_posts(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    return _may_undo(person, Post, rows)


@undo_policy("page")
def _may_undo_pages(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    return _may_undo(person, Page, rows)


@undo_check("post")
def _refuse_publishing(person: Any, rows: Sequence[tuple[int, str]]) -> None:
    """Taking a change back is no way around an editor, for who may not publish."""
    if publishes(person, Post):
        return
    ids = {row_id for row_id, _ in rows}
    seen_by_readers = select(Post.title).where(among(Post.id, ids), Post.status.in_(PUBLIC))
    title = db.session.scalar(seen_by_readers.order_by(Post.id).limit(1))
    if title is not None:
        raise NotAllowed(
            f"You can't undo this: it would publish “{title}”, and your role can't publish."
        )
    unit = current_unit()
    undone = unit.undoes if unit else None
    if undone is not None and edited_names(undone, "post").intersection(FOR_PUBLISHERS):
        raise NotAllowed(
            "You can't undo this: it was set by who publishes this post, and your role can't."
        )


def _may_undo(person: Any, model: type[Text], rows: Sequence[tuple[int, str]]) -> bool:
    if person.may(_edit_any(model)) and person.may(Permission.UNDO_ANY):
        return True
    if model is Page or not person.may(Permission.POST_EDIT_OWN):
        return False
    ids = {row_id for row_id, _ in rows}
    own = select(Post).where(Post.author_id == person.id, among(Post.id, ids)).order_by(Post.id)
    texts = {text.id: text for text in db.session.scalars(own)}
    if not all(may_edit(person, text) for text in texts.values()):
        return False
    gone = when_deleted("post", ids - texts.keys())
    return ids == texts.keys() | gone.keys() and all(
        before.get("author_id") == person.id for before in gone.values()
    )
