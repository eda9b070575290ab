"""The screen of media: the library of pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Form

from admin_app.content.actions.media import add_file, delete_files, describe_file
from admin_app.content.desk.tags import named
from admin_app.content.forms.media import MediaForm, UploadForm
from admin_app.content.media.library import kept_files, media_storage, read_picture
from admin_app.content.models import Media
from admin_app.content.policy.media import (
    may_delete_media,
    may_edit_media,
    may_upload,
    visible_media,
)
from admin_app.content.queries.media import count_showing, keys_needed, posts_showing
from admin_app.content.queries.texts import known_authors
from admin_app.desk.forms import cleaned
from admin_app.desk.lists import Column, Filter, Sort
from admin_app.desk.views import ModelView
from admin_app.desk.views.acting import BulkAction
from admin_app.errors import Refusal
from admin_app.people.models import User
from admin_app.people.permissions import Permission
from admin_app.unit_of_work import answer_again
from admin_app.web.filters import capped

SHOWN = 5


class MediaView(ModelView):
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
    )
    sorts = (Sort("newest", Media.created_at, datetime),)
    searched = ("title", "alt")
    search_hint = "Search titles and descriptions"
    list_template = "content/media_list.html"
    edit_template = "content/media_edit.html"
    create_template = "content/media_edit.html"
    empty_words = "No pictures yet. Upload one, then choose it in a post."
    delete_note = (
        "You can undo this from the notice that follows, or later from Activity. After 30 days "
        "the file itself goes: texts that show it between their paragraphs show a gap then."
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
        """As the policy says."""
        return may_edit_media(current_user, row) and may_delete_media(current_user, [row.id])

    # List

    @property
    def plural(self) -> str:
        """Several of them."""
        return "files"

    @property
    def new_label(self) -> str:
        """It begins with a file."""
        return "Upload a picture"

    @property
    def filters(self) -> tuple[Filter, ...]:
        """What lacks a description; and whose, for those who see all."""
        lacking = Filter(
            "alt",
            "Described or not",
            lambda _: Media.alt == "",
            lambda: [("none", "Without description")],
        )
        if not current_user.may(Permission.MEDIA_EDIT_ANY):
            return (lacking,)
        whose = Filter(
            "by",
            "Anyone's",
            lambda text: Media.uploaded_by_id == (int(text) if _is_id(text) else 0),
            lambda: [(str(person_id), name) for person_id, name in known_authors()],
        )
        return (lacking, whose)

    def list_select(self) -> Select[Any]:
        """Plain rows with the uploader's name."""
        return select(
            Media.id,
            Media.title,
            Media.alt,
            Media.caption,
            Media.key,
            Media.mime,
            Media.size,
            Media.width,
            Media.height,
            Media.renditions,
            Media.created_at,
            User.name.label("uploader"),
        ).outerjoin(User, User.id == Media.uploaded_by_id)

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:
        """Delete."""
        return (BulkAction("delete", "Delete", self.delete_many, "Deleted {rows}", danger=True),)

    def delete_many(self, ids: Sequence[int]) -> list[int]:
        """Delete these; the ids that went."""
        return delete_files(current_user._get_current_object(), ids)

    # Form

    def get_create_form(self) -> type[Form]:
        """With the file."""
        return UploadForm

    def sent_form(self, creating: bool) -> Form:
        """What was sent, the file included."""
        if not creating:
            return super().sent_form(creating)
        return UploadForm(CombinedMultiDict([cleaned(request.form), request.files]))

    @contextmanager
    def around_save(self, row_id: str | None, form: Any) -> Iterator[None]:
        """A new file is read, written anew and stored before the transaction opens."""
        if row_id is not None:
            yield
            return
        answer_again(request.form.get("form_key"))
        upload = form.file.data
        if not upload:
            raise Refusal("Choose a picture.", "file")
        picture = read_picture(upload.stream, upload.filename or "")
        with kept_files(media_storage(), picture, keys_needed) as form.kept:
            yield

    def fill(self, row: Any, form: Any) -> None:
        """Through the action, with what was sent."""
        person = current_user._get_current_object()
        if row.id is None:
            add_file(person, row, form.kept, form.sent())
        else:
            describe_file(person, row, form.sent())

    def said(self, verb: str, row: Any) -> str:
        """What was done, in words."""
        return f"{'Uploaded' if verb == 'Created' else verb} “{row.title}”"

    def after_save(self, row: Any) -> str:
        """After an upload, its own page: there it is seen, and can be described better."""
        if request.endpoint == f"{self.endpoint}.create_view" and not request.form.get(
            "_add_another"
        ):
            return url_for(".edit_view", id=row.id)
        return super().after_save(row)

    def delete_row(self, row: Any) -> None:
        """Delete this one."""
        self.delete_many([row.id])

    def goes_with(self, row: Any) -> list[tuple[str, str]]:
        """The posts that lose their picture."""
        count = count_showing(row.id)
        if not count:
            return []
        titles = [title for _, title in posts_showing(current_user, row.id, SHOWN)]
        what = "post stays, without its picture" if count == 1 else "posts stay, without picture"
        return [(capped(count), f"{what}: {named(titles, count)}")]

    def load_options(self) -> tuple[Any, ...]:
        """With the uploader's name."""
        return (joinedload(Media.uploaded_by).load_only(User.name),)

    def beside(self, row: Any) -> dict[str, Any]:
        """The posts that show it, and the markup that shows it inside a text."""
        # Escaped by Markup's own formatting; shown as text to be copied.
        snippet = Markup('<img src="{}" alt="{}" width="{}" height="{}">').format(
            url_for("publication.file", key=row.key), row.alt, row.width, row.height
        )
        return {
            "posts": posts_showing(current_user, row.id, SHOWN),
            "count": count_showing(row.id),
            "snippet": str(snippet),
        }


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
