"""Who may note on a text, let guests in, and take either back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from admin_app.content.models import Note, Page, Post, ReviewLink
from admin_app.content.policy.texts import may_edit, may_see, visible_texts
from admin_app.errors import NotAllowed
from admin_app.extensions import db
from admin_app.history.queries import when_deleted
from admin_app.history.undo import undo_policy
from admin_app.ids import among
from admin_app.people.permissions import Permission


def require_noter(person: Any, text: Post | Page) -> None:
    """Raise `NotAllowed` unless the person sees the text on the desk, and so may note on it."""
    if not may_see(person, text):
        raise NotAllowed("This text is not yours to note on.")


def require_host(person: Any, text: Post | Page) -> None:
    """Raise `NotAllowed` unless the person may let guests read the text: who may change it."""
    if not may_edit(person, text):
        raise NotAllowed("Only who may change this text can let others read it.")


@undo_policy("note")
def _may_undo_notes(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    """Who sees the texts; to take back that another wrote a note, who may undo others' work."""
    if not _sees_all(person, Note, {row_id for row_id, _ in rows}):
        return False
    created = {row_id for row_id, verb in rows if verb == "create"}
    if not created or person.may(Permission.UNDO_ANY):
        return True
    own = select(Note.id).where(among(Note.id, created), Note.author_id == person.id)
    return created == set(db.session.scalars(own.order_by(Note.id)))


@undo_policy("review_link")
def _may_undo_links(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    return _sees_all(person, ReviewLink, {row_id for row_id, _ in rows})


def _sees_all(person: Any, model: type[Note | ReviewLink], ids: set[int]) -> bool:
    """Whether the texts of all these rows are the person's to see, or were, for rows now gone."""
    seen = select(model.id).where(
        among(model.id, ids),
        or_(
            model.post_id.in_(select(Post.id).where(visible_texts(person, Post))),
            model.page_id.in_(select(Page.id).where(visible_texts(person, Page))),
        ),
    )
    gone = ids - set(db.session.scalars(seen.order_by(model.id)))
    if not gone:
        return True
    deleted = when_deleted(model.__tablename__, gone)
    if deleted.keys() != gone:
        return False
    if person.may(Permission.POST_EDIT_ANY):
        return True
    posts = {before.get("post_id") for before in deleted.values()}
    return None not in posts and _own_posts(person, {one for one in posts if one is not None})


def _own_posts(person: Any, ids: set[int]) -> bool:
    mine = select(Post.id).where(among(Post.id, ids), visible_texts(person, Post))
    gone = ids - set(db.session.scalars(mine.order_by(Post.id)))
    before = when_deleted("post", gone)
    return before.keys() == gone and all(
        one.get("author_id") == person.id for one in before.values()
    )
