"""The screen of media: the library of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import Select, literal_column, select
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Form

from admin_app.content.actions.media import (
    delete_files,
    restore_files,
    trash_files,
)
from admin_app.content.desk.tags import named
from admin_app.content.desk.uploads import Uploading, uploaded
from admin_app.content.forms.media import ACCEPTED, LIMITS, MediaForm, UploadForm
from admin_app.content.media.addresses import PDF
from admin_app.content.models import Media
from admin_app.content.models.media import DOCUMENTS, KEPT, TRASHED, UNDESCRIBED
from admin_app.content.policy.media import (
    may_delete_media,
    may_edit_media,
    may_upload,
    visible_media,
)
from admin_app.content.queries.media import (
    count_naming,
    count_sharing,
    count_showing,
    pages_sharing,
    posts_showing,
    texts_naming,
    unused,
)
from admin_app.content.queries.naming import namings_of
from admin_app.content.queries.texts import known_authors
from admin_app.desk.forms import cleaned
from admin_app.desk.lists import Column, Filter, ListState, Sort, Tab
from admin_app.desk.views.acting import BulkAction
from admin_app.people.models import User
from admin_app.people.permissions import Permission
from admin_app.web.filters import capped

SHOWN = 5


LISTED = (
    "id", "title", "alt", "caption", "key", "mime", "size", "width", "height", "renditions",
    "created_at", "name", "frames", "decorative", "focal_x", "focal_y", "trashed_at",
)  # fmt: skip

# Literals, so that the planner can match them with the partial indexes in every plan.
TABS = (
    Tab("", "All", lambda: literal_column(KEPT)),
    Tab("trash", "Trash", lambda: literal_column(TRASHED)),
)
FILTERS = (
    Filter(
        "kind",
        "Pictures and PDF",
        lambda text: literal_column(DOCUMENTS if text == "pdf" else f"mime <> '{PDF}'"),
        lambda: [("picture", "Pictures"), ("pdf", "PDF")],
    ),
    Filter(
        "alt",
        "Described or not",
        # Beside the full-text index, which has a column of that name too.
        lambda _: literal_column(UNDESCRIBED.replace("alt", "media.alt", 1)),
        lambda: [("none", "Without description")],
    ),
    Filter("use", "Used or not", lambda _: unused(), lambda: [("none", "Not used anywhere")]),
)


class MediaView(Uploading):
    """Media: /admin/media/."""

    permission = Permission.MEDIA_UPLOAD
    section = "Content"
    label = "Media"
    order = 50
    form = MediaForm
    columns = (
        Column("title", "Title", fixed=True),
        Column("alt", "Description", fixed=True),
        Column("caption", "Caption", fixed=True),
        Column("mime", "Type", fixed=True),
        Column("size", "Bytes", fixed=True, numeric=True),
        Column("width", "Width", fixed=True, numeric=True),
        Column("height", "Height", fixed=True, numeric=True),
        Column("uploader", "Uploaded by", fixed=True),
        Column("created_at", "Uploaded", fixed=True),
        Column("name", "Name of the file", fixed=True),
    )
    sorts = (Sort("newest", Media.created_at, datetime),)
    tabs = TABS
    full_text = True
    search_hint = "Search titles, descriptions and names"
    list_template = "content/media_list.html"
    edit_template = "content/media_edit.html"
    create_template = "content/media_edit.html"
    empty_words = "No files yet. Upload some, then choose them in a post."
    delete_note = (
        "You can undo this from the notice that follows, or later from Activity. Readers no longer "
        "find the file; after 30 days it is gone for good, and can't be brought back."
    )

    # Who

    def visible(self, rows: Select[Any]) -> Select[Any]:
        """A writer's own uploads; all for those who edit any."""
        return rows.where(visible_media(current_user))

    def may_create(self) -> bool:
        """As the policy says."""
        return may_upload(current_user)

    def may_edit(self, row: Any) -> bool:
        """As the policy says."""
        return may_edit_media(current_user, row)

    def may_delete(self, row: Any) -> bool:
        """Only from the trash, and as the policy says."""
        allowed = row.trashed_at is not None and may_edit_media(current_user, row)
        return allowed and may_delete_media(current_user, [row.id])

    # List

    @property
    def plural(self) -> str:
        """Several of them."""
        return "files"

    @property
    def new_label(self) -> str:
        """It begins with files."""
        return "Upload files"

    @property
    def filters(self) -> tuple[Filter, ...]:
        """What kind, what lacks a description, what nothing shows; and whose, for who sees all."""
        if not current_user.may(Permission.MEDIA_EDIT_ANY):
            return FILTERS
        whose = Filter(
            "by",
            "Anyone's",
            lambda text: Media.uploaded_by_id == (int(text) if _is_id(text) else 0),
            lambda: [(str(person_id), name) for person_id, name in known_authors()],
        )
        return (*FILTERS, whose)

    def list_page(self, state: ListState, **more: Any) -> ResponseReturnValue:
        """With what may be uploaded."""
        return super().list_page(state, accepted=ACCEPTED, limits=LIMITS, **more)

    def list_select(self) -> Select[Any]:
        """Plain rows with the uploader's name."""
        columns = (getattr(Media, name) for name in LISTED)
        return select(*columns, User.name.label("uploader")).outerjoin(
            User, User.id == Media.uploaded_by_id
        )

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:
        """To the trash; from there back, or gone for good."""

        def act(verb: Any) -> Any:
            return lambda ids: verb(current_user._get_current_object(), ids)

        def in_trash(state: ListState, person: Any) -> bool:
            return state.status == "trash"

        def elsewhere(state: ListState, person: Any) -> bool:
            return state.status != "trash"

        moved, back = "Moved {rows} to the trash", "Restored {rows}"
        return (
            BulkAction("trash", "Move to trash", act(trash_files), moved, offered=elsewhere),
            BulkAction("restore", "Restore", act(restore_files), back, offered=in_trash),
            BulkAction(
                "delete",
                "Delete",
                act(delete_files),
                "Deleted {rows}",
                danger=True,
                offered=in_trash,
            ),
        )

    # Form

    def get_create_form(self) -> type[Form]:
        """With the files."""
        return UploadForm

    def sent_form(self, creating: bool) -> Form:
        """What was sent, files included."""
        made = UploadForm if creating else MediaForm
        return made(CombinedMultiDict([cleaned(request.form), request.files]))

    def said(self, verb: str, row: Any) -> str:
        """What was done, in words."""
        if verb != "Created":
            replaced = row.former and request.files.get("file")
            return f"{'Replaced the file of' if replaced else verb} “{row.title}”"
        count = uploaded()
        return f"Uploaded {self.counted(count)}" if count > 1 else f"Uploaded “{row.title}”"

    def after_save(self, row: Any) -> str:
        """After an upload, its own page: there it is seen, and can be described better."""
        creating = request.endpoint == f"{self.endpoint}.create_view"
        if creating and uploaded() == 1 and not request.form.get("_add_another"):
            return url_for(".edit_view", id=row.id)
        return super().after_save(row)

    def delete_row(self, row: Any) -> None:
        """Delete this one."""
        delete_files(current_user._get_current_object(), [row.id])

    def goes_with(self, row: Any) -> list[tuple[str, str]]:
        """The posts that lose their picture, and the texts that show a gap."""
        told = []
        if count := count_showing(row.id):
            titles = [title for _, title in posts_showing(current_user, row.id, SHOWN)]
            what = (
                "post stays, without its picture" if count == 1 else "posts stay, without picture"
            )
            told.append((capped(count), f"{what}: {named(titles, count)}"))
        if count := count_sharing(row.id):
            titles = [title for _, title in pages_sharing(current_user, row.id, SHOWN)]
            what = "page is" if count == 1 else "pages are"
            told.append((capped(count), f"{what} shared without it: {named(titles, count)}"))
        if count := count_naming(row.id):
            titles = [title for _, _, title in texts_naming(current_user, row.id, SHOWN)]
            what = "text stays, with a gap" if count == 1 else "texts stay, with a gap"
            told.append((capped(count), f"{what}: {named(titles, count)}"))
        if besides := len(namings_of(row.id)):
            what = "names" if besides == 1 else "name"
            told.append(
                (str(besides), f"of templates, planned changes and redirects still {what} it")
            )
        return told

    def load_options(self) -> tuple[Any, ...]:
        """With the uploader's name."""
        return (joinedload(Media.uploaded_by).load_only(User.name),)

    def beside(self, row: Any) -> dict[str, Any]:
        """The texts that show it, and the markup that shows it inside a text."""
        address = url_for("publication.file", key=row.key)
        # Escaped by Markup's own formatting; shown as text to be copied.
        shown = Markup('<img src="{}"{} width="{}" height="{}">')
        # Without an `alt` it is not described yet, and a text with it is not published.
        said = Markup(' alt="{}"').format(row.alt) if row.is_told else ""
        linked = Markup('<a href="{}">{}</a>')
        snippet = (
            shown.format(address, said, row.width, row.height)
            if row.is_picture
            else linked.format(address, row.title)
        )
        return {
            "posts": posts_showing(current_user, row.id, SHOWN),
            "pages": pages_sharing(current_user, row.id, SHOWN),
            "count": count_showing(row.id) + count_sharing(row.id),
            "texts": texts_naming(current_user, row.id, SHOWN),
            "text_count": count_naming(row.id),
            "besides": namings_of(row.id),
            "sees_besides": current_user.may(Permission.POST_EDIT_ANY),
            "snippet": str(snippet),
        }


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
