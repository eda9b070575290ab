"""Who may see and change which post or page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, select, true

from admin_app.content.models import Page, Post, Status
from admin_app.extensions import db
from admin_app.history.undo import undo_policy
from admin_app.ids import among
from admin_app.people.permissions import Permission

Text = Post | Page
UNPUBLISHED = (Status.DRAFT, Status.IN_REVIEW, Status.TRASH)


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


def may_publish(person: Any, text: Text) -> bool:
    """Whether the person may give it a state that readers can see."""
    if isinstance(text, Page):
        return bool(person.may(Permission.PAGE_EDIT))
    if person.may(Permission.POST_PUBLISH_ANY):
        return True
    return _is_own(person, text) and bool(person.may(Permission.POST_PUBLISH_OWN))


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


def _may_undo(person: Any, model: type[Text], rows: Sequence[tuple[int, str]]) -> bool:
    if person.may(_edit_any(model)) and person.may(Permission.UNDO_ANY):
        return True
    if model is Page or any(verb == "delete" for _, verb in rows):
        return False
    ids = {row_id for row_id, _ in rows}
    own = select(Post).where(Post.author_id == person.id, among(Post.id, ids)).order_by(Post.id)
    texts = db.session.scalars(own).all()
    return len(texts) == len(ids) and all(may_edit(person, text) for text in texts)
