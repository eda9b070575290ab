"""Who may decide over comments, and who may take what back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, select, true

from admin_app.errors import NotAllowed
from admin_app.extensions import db
from admin_app.history.queries import when_deleted
from admin_app.history.undo import undo_policy
from admin_app.ids import among
from admin_app.people.permissions import Permission
from admin_app.readers.models import Comment
from admin_app.readers.queries.appeals import others_can_moderate, people_appealed_against


def may_moderate(person: Any) -> bool:
    """Whether the person decides over comments; over all of them, or over none."""
    return bool(person.may(Permission.COMMENT_MODERATE))


def may_delete(person: Any) -> bool:
    """Whether the person may delete a comment for good."""
    return bool(person.may(Permission.COMMENT_DELETE))


def visible_comments(person: Any) -> ColumnElement[bool]:
    """The comments that the person may know of on the desk."""
    return true() if may_moderate(person) else false()


def require_moderator(person: Any) -> None:
    """Raise `NotAllowed` unless the person decides over comments."""
    if not may_moderate(person):
        raise NotAllowed("Deciding over comments is not part of your role.")


def may_decide_appeal(person: Any, against_id: int | None) -> bool:
    """Whether the person may decide an appeal over what this one has decided.

    Nobody over their own decision, unless nobody else is there who could.
    """
    if not may_moderate(person):
        return False
    return against_id != person.id or not others_can_moderate(person.id)


def require_reader_data(person: Any) -> None:
    """Raise `NotAllowed` unless the person may take away or erase all that is kept of a reader."""
    if not person.may(Permission.READER_DATA):
        raise NotAllowed("Only an owner takes away or erases what is kept of a reader.")


@undo_policy("appeal")
def _may_undo_appeals(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    """What was decided over an appeal, by whoever may decide it; else as deleting a comment is."""
    if not may_moderate(person):
        return False
    if any(verb != "edit" for _, verb in rows):
        return may_delete(person)
    against = people_appealed_against([row_id for row_id, _ in rows])
    return person.id not in against or not others_can_moderate(person.id)


@undo_policy("comment")
def _may_undo(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    """Decisions, by any moderator; what deletes or brings back a comment, as deleting is.

    Taking back the creation of a comment deletes it: a moderator may do that to an own reply only.
    Writers bring back the comments that went with a post of their own.
    """
    if not may_moderate(person):
        return all(verb == "delete" for _, verb in rows) and _went_with_own_posts(
            person, {row_id for row_id, _ in rows}
        )
    if may_delete(person):
        return True
    if any(verb == "delete" for _, verb in rows):
        return False
    created = {row_id for row_id, verb in rows if verb == "create"}
    own = select(Comment.id).where(among(Comment.id, created), Comment.user_id == person.id)
    return not created or created == set(db.session.scalars(own.order_by(Comment.id)))


@undo_policy("reader_note")
@undo_policy("reader")
@undo_policy("rule")
def _may_undo_others(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    return may_moderate(person)


def _went_with_own_posts(person: Any, ids: set[int]) -> bool:
    comments = when_deleted("comment", ids)
    under = {before.get("post_id") for before in comments.values()}
    if comments.keys() != ids or None in under or not person.may(Permission.POST_EDIT_OWN):
        return False
    posts = when_deleted("post", {post_id for post_id in under if post_id is not None})
    return posts.keys() == under and all(
        before.get("author_id") == person.id for before in posts.values()
    )
