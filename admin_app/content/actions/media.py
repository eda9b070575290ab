"""What can be done to the files of the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from admin_app.content.media.library import Kept
from admin_app.content.models import Media
from admin_app.content.policy.media import may_delete_media, may_edit_media, may_upload
from admin_app.errors import NotAllowed, Refusal
from admin_app.extensions import db
from admin_app.history.removal import remove
from admin_app.web.text import clean_characters, one_line

LONGEST_TITLE = 300


def add_file(person: Any, file: Media, kept: Kept, sent: Mapping[str, Any]) -> None:
    """Make `file` the row of these kept files, with what was said of them, and flush it.

    Without a title it gets one from the file's name. Raises `Refusal`, `NotAllowed`.
    """
    if not may_upload(person):
        raise NotAllowed("Your role does not include uploading pictures.")
    full = kept.picture.full
    file.key, file.renditions = kept.key, kept.renditions
    file.mime, file.size = full.mime, full.size
    file.width, file.height = full.width, full.height
    file.uploaded_by_id = person.id
    _describe(file, {**sent, "title": one_line(sent.get("title") or "") or kept.picture.title})
    db.session.add(file)
    db.session.flush()


def describe_file(person: Any, file: Media, sent: Mapping[str, Any]) -> None:
    """Put title, alt text and caption into the row and flush it; what was not sent stays.

    Raises `Refusal` with the field at fault, `NotAllowed` where this person may not.
    """
    if not may_edit_media(person, file):
        raise NotAllowed("You can see this file, but not change it.")
    _describe(file, sent)
    db.session.flush()


def delete_files(person: Any, ids: Sequence[int]) -> list[int]:
    """Delete these rows; the ids that went. Posts that show them stay, without picture.

    The files themselves stay for as long as an Undo may want them back (`housekeeping.py`).
    """
    if not may_delete_media(person, ids):
        raise NotAllowed(
            "Somebody else's post shows one of these pictures, so an editor has to delete it."
        )
    return remove(Media, ids)


def _describe(file: Media, sent: Mapping[str, Any]) -> None:
    if "title" in sent:
        title = one_line(sent["title"] or "")
        if not title:
            raise Refusal("Give it a title.", "title")
        file.title = title[:LONGEST_TITLE]
    if "alt" in sent:
        file.alt = one_line(sent["alt"] or "")
    if "caption" in sent:
        file.caption = clean_characters(sent["caption"] or "").strip()
