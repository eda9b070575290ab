"""What can be done to the files of the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from admin_app.columns import now
from admin_app.content.media.addresses import PDF
from admin_app.content.media.library import Kept
from admin_app.content.models import Media
from admin_app.content.policy.media import (
    may_delete_media,
    may_edit_media,
    may_move_media,
    may_upload,
)
from admin_app.content.queries.media import known_uploads
from admin_app.errors import Conflict, NotAllowed, Refusal
from admin_app.extensions import db
from admin_app.history.bulk import change_rows
from admin_app.history.removal import remove
from admin_app.ids import among
from admin_app.web.text import clean_characters, one_line

LONGEST_TITLE: Final = 300


class KnownFile(Conflict):
    """The library has this very file; `id`, `title` and `trashed` say which."""

    def __init__(self, known: Any) -> None:
        self.id, self.title = known.id, known.title
        self.trashed = known.trashed_at is not None
        where = "in the trash of the library" if self.trashed else "in the library"
        further = " Restore it there." if self.trashed else ""
        super().__init__(f"This very file is {where} already, as “{known.title}”.{further}", "file")


def add_files(
    person: Any, files: Sequence[tuple[Media, Kept]], sent: Mapping[str, Any] | None = None
) -> None:
    """Make each `Media` the row of its kept files, and flush them.

    `sent` is what was said of the file, where it is a single one. Without a title it gets one from
    the file's name. Raises `Refusal`, `NotAllowed`, and `KnownFile` where the person's library has
    what was made of the very same bytes.
    """
    if not may_upload(person):
        raise NotAllowed("Your role does not include uploading files.")
    for known in known_uploads(person, [kept.picture.origin for _, kept in files]).values():
        raise KnownFile(known)
    said = sent if sent and len(files) == 1 else {}
    for file, kept in files:
        _hold(file, kept)
        file.uploaded_by_id = person.id
        title = one_line(said.get("title") or "") or kept.picture.title
        _describe(file, {**said, "title": title})
        db.session.add(file)
    db.session.flush()


def replace_file(person: Any, file: Media, kept: Kept) -> None:
    """Put these kept files in the place of the ones that the row had, and flush it.

    The addresses that it had lead to the new one. Where texts show it, they show the new one.
    """
    _require_edit(person, file)
    if (file.mime == PDF) != (kept.picture.full.mime == PDF):
        wanted = "a PDF" if file.mime == PDF else "a picture"
        raise Refusal(f"Texts use this as {wanted}: choose {wanted} to replace it.", "file")
    if kept.key == file.key:
        raise Refusal("This is the very file that it has now.", "file")
    left = [file.key, *file.renditions.values()]
    now_held = kept.keys
    file.former = [key for key in dict.fromkeys([*file.former, *left]) if key not in now_held]
    file.focal_x = file.focal_y = 50
    _hold(file, kept)
    db.session.flush()


def describe_file(person: Any, file: Media, sent: Mapping[str, Any]) -> None:
    """Put what is said of the file into the row and flush it; what was not sent stays.

    Raises `Refusal` with the field at fault, `NotAllowed` where this person may not.
    """
    _require_edit(person, file)
    _describe(file, sent)
    db.session.flush()


def trash_files(person: Any, ids: Sequence[int]) -> list[int]:
    """Move these to the trash; the ids that moved. What shows them goes on showing them."""
    moment = now()
    return _move(person, ids, lambda row: None if row.trashed_at else {"trashed_at": moment})


def restore_files(person: Any, ids: Sequence[int]) -> list[int]:
    """Bring these back from the trash; the ids that came back."""
    return _move(person, ids, lambda row: {"trashed_at": None} if row.trashed_at else None)


def delete_files(person: Any, ids: Sequence[int]) -> list[int]:
    """Delete these rows for good, only from the trash; the ids that went.

    Posts that show them stay, without picture. The files themselves stay for as long as an Undo
    may want them back (`housekeeping.py`).
    """
    if not may_delete_media(person, ids):
        raise NotAllowed(
            "Somebody else's text shows one of these files, so an editor has to delete it."
        )
    kept = db.session.scalar(
        select(Media.title)
        .where(among(Media.id, ids), Media.trashed_at.is_(None))
        .order_by(Media.id)
        .limit(1)
    )
    if kept is not None:
        raise Refusal(f"Move “{kept}” to the trash first.", status=409)
    return remove(Media, ids)


def _move(person: Any, ids: Sequence[int], decide: Any) -> list[int]:
    if not may_move_media(person, ids):
        raise NotAllowed("One of these files is somebody else's. Nothing was moved.")
    return change_rows(Media, ids, decide, ("trashed_at",))


def _require_edit(person: Any, file: Media) -> None:
    if not may_edit_media(person, file):
        raise NotAllowed("You can see this file, but not change it.")


def _hold(file: Media, kept: Kept) -> None:
    picture, full = kept.picture, kept.picture.full
    file.key, file.renditions = kept.key, kept.renditions
    file.mime, file.size, file.frames = full.mime, full.size, picture.frames
    file.width, file.height = full.width, full.height
    file.name, file.origin = picture.name, picture.origin


def _describe(file: Media, sent: Mapping[str, Any]) -> None:
    if "title" in sent:
        title = one_line(sent["title"] or "")
        if not title:
            raise Refusal("Give it a title.", "title")
        file.title = title[:LONGEST_TITLE]
    if "alt" in sent:
        file.alt = one_line(sent["alt"] or "")
    if "decorative" in sent:
        file.decorative = bool(sent["decorative"])
    if file.alt and file.decorative:
        raise Refusal("A decorative picture has no description: remove it, or the mark.", "alt")
    if "caption" in sent:
        file.caption = clean_characters(sent["caption"] or "").strip()
    for name in ("focal_x", "focal_y"):
        if sent.get(name) is not None:
            setattr(file, name, min(max(int(sent[name]), 0), 100))


def hold_sizes(file_id: int, key: str, sizes: dict[str, str]) -> bool:
    """Let these be the sizes of the file, if it still is the one with this key; flushed."""
    file = db.session.scalar(select(Media).where(Media.id == file_id).with_for_update())
    if file is None or file.key != key:
        return False
    file.renditions = sizes
    db.session.flush()
    return True
