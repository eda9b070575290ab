"""Who may see, change and delete which file of the library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from admin_app.content.media.library import media_storage
from admin_app.content.models import Media, MediaKey, Page, Post, TextFile
from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.history.queries import ids_with_history, when_deleted
from admin_app.history.undo import undo_check, undo_policy
from admin_app.ids import among
from admin_app.people.permissions import Permission


def visible_media(person: Any) -> ColumnElement[bool]:
    """The files that the person may know of: an editor all, a writer their own uploads."""
    if person.may(Permission.MEDIA_EDIT_ANY):
        return true()
    if person.may(Permission.MEDIA_UPLOAD):
        own: ColumnElement[bool] = Media.uploaded_by_id == person.id
        return own
    return false()


def usable_media(person: Any) -> ColumnElement[bool]:
    """Those of them that a text may be given: not what lies in the trash."""
    return and_(visible_media(person), Media.trashed_at.is_(None))


def may_upload(person: Any) -> bool:
    """Whether the person may add a file."""
    return bool(person.may(Permission.MEDIA_UPLOAD))


def may_edit_media(person: Any, file: Any) -> bool:
    """Whether the person may change what is said of this file."""
    return bool(
        person.may(Permission.MEDIA_EDIT_ANY)
        or (person.may(Permission.MEDIA_UPLOAD) and file.uploaded_by_id == person.id)
    )


def may_delete_media(person: Any, ids: Sequence[int]) -> bool:
    """Whether the person may delete these files, all of which they may change.

    A writer may while no text of somebody else shows one of them: it would change with it.
    """
    return bool(person.may(Permission.MEDIA_EDIT_ANY)) or not _shown_by_others(person, ids)


def choosable_pictures(person: Any) -> ColumnElement[bool]:
    """The files whose titles the form of a post may offer to the person.

    An editor may have given an author's post a picture that the author did not upload.
    """
    on_own_post = (
        select(Post.id)
        .where(
            or_(Post.picture_id == Media.id, Post.social_picture_id == Media.id),
            Post.author_id == person.id,
        )
        .correlate(Media)
        .exists()
    )
    return or_(visible_media(person), on_own_post)


def may_move_media(person: Any, ids: Sequence[int]) -> bool:
    """Whether the person may move these files to the trash or out of it; texts stay as they are."""
    if person.may(Permission.MEDIA_EDIT_ANY):
        return True
    others = select(Media.id).where(among(Media.id, ids), ~visible_media(person)).limit(1)
    return db.session.scalar(others) is None


def _shown_by_others(person: Any, ids: Sequence[int]) -> bool:
    theirs = Post.author_id.is_distinct_from(person.id)
    named = (
        select(TextFile.id)
        .join(MediaKey, MediaKey.key == TextFile.key)
        .outerjoin(Post, Post.id == TextFile.post_id)
        .where(among(MediaKey.media_id, ids), or_(TextFile.page_id.is_not(None), theirs))
    )
    own = or_(among(Post.picture_id, ids), among(Post.social_picture_id, ids))
    shown = select(Post.id).where(own, theirs)
    shared = select(Page.id).where(among(Page.social_picture_id, ids))
    found = or_(shown.exists(), shared.exists(), named.exists())
    return db.session.scalar(select(found)) is True


@undo_policy("media")
def _may_undo_media(person: Any, rows: Sequence[tuple[int, str]]) -> bool:
    if person.may(Permission.MEDIA_EDIT_ANY) and person.may(Permission.UNDO_ANY):
        return True
    if not person.may(Permission.MEDIA_UPLOAD):
        return False
    ids = {row_id for row_id, _ in rows}
    own = set(
        db.session.scalars(
            select(Media.id)
            .where(among(Media.id, ids), Media.uploaded_by_id == person.id)
            .order_by(Media.id)
        )
    )
    gone = when_deleted("media", ids - own)
    return ids - own == gone.keys() and all(
        before.get("uploaded_by_id") == person.id for before in gone.values()
    )


@undo_check("media")
def _refuse_without_file(_person: Any, rows: Sequence[tuple[int, str]]) -> None:
    """A row that was deleted, or had been given another file, comes back with the file it had."""
    restored = {row_id for row_id, verb in rows if verb == "delete"}
    edited = {row_id for row_id, verb in rows if verb == "edit"}
    restored |= ids_with_history("media", edited, "key") if edited else set()
    if not restored:
        return
    found = db.session.execute(
        select(Media.title, Media.key, Media.renditions)
        .where(among(Media.id, restored))
        .order_by(Media.id)
    )
    storage = media_storage()
    for title, key, renditions in found:
        if not all(map(storage.keep, (key, *renditions.values()))):
            raise Conflict(
                f"This can't be undone: the file of “{title}” was removed for good. "
                "Upload it again instead."
            )
