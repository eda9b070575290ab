"""Uploads to the library: one file or several, from a form or from a script."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from admin_app.columns import now
from admin_app.content.actions.media import KnownFile, add_files, describe_file, replace_file
from admin_app.content.media.library import GRACE, Kept, kept_files, media_storage, read_upload
from admin_app.content.media.sizes import key_of_width, srcset
from admin_app.content.media.uploads import digest_of
from admin_app.content.models import Media
from admin_app.content.queries.files import keys_needed
from admin_app.content.queries.media import known_uploads
from admin_app.desk.forms import cleaned
from admin_app.desk.routes import expose
from admin_app.desk.views import ModelView
from admin_app.errors import NotAllowed, Refusal
from admin_app.extensions import db
from admin_app.unit_of_work import answer_again, current_unit, one_commit

UPLOADED = "files uploaded"


class Uploading(ModelView):
    """What of the library's screen has to do with files that come in."""

    @contextmanager
    def around_save(self, row_id: str | None, form: Any) -> Iterator[None]:
        """Files are read, written anew and stored before the transaction opens.

        Of several, the good ones are kept, in one commit; the others are named in a notice.
        """
        form.kept, refused = [], []
        sent = _files(form.file.data)
        if row_id is not None and not sent:
            yield
            return
        answer_again(request.form.get("form_key"))
        with ExitStack() as stack:
            refused = _keep(stack, form.kept, sent, replacing=row_id is not None)
            if not form.kept:
                answer_again(request.form.get("form_key"))
                form.known = [one for _, one in refused if isinstance(one, KnownFile)]
                raise _all_of_them(refused)
            yield
        for name, refusal in refused:
            flash(f"“{name}” was not uploaded. {refusal.message}", "warning")

    def fill(self, row: Any, form: Any) -> None:
        """Through the actions, with what was sent."""
        person = current_user._get_current_object()
        if row.id is None:
            rows = [row, *(Media() for _ in form.kept[1:])]
            unit = current_unit()
            if unit:
                unit.facts[UPLOADED] = len(rows)
            add_files(person, list(zip(rows, form.kept, strict=True)), form.sent())
            return
        if form.kept:
            replace_file(person, row, form.kept[0])
        describe_file(person, row, form.sent())

    @expose("/upload/", methods=("POST",))
    def upload_view(self) -> ResponseReturnValue:
        """One file (field `file`, and `alt`, `title`) from a script; JSON, also where it refuses.

        A file that the library has already is answered as it is (`known`), and not stored twice;
        one that lies in its trash is refused, since no text should come to show it.
        """
        if not self.may_create():
            raise NotAllowed("Your role does not include uploading files.")
        person = current_user._get_current_object()
        kept: list[Kept] = []
        said = {k: v for k, v in cleaned(request.form).items() if k in ("alt", "title")}
        try:
            with ExitStack() as stack:
                refused = _keep(stack, kept, _files(request.files.getlist("file"))[:1])
                if not kept:
                    raise _all_of_them(refused)
                with one_commit("") as unit:
                    row = Media()
                    add_files(person, [(row, kept[0])], said)
                    unit.summary = f"Uploaded “{row.title}”"
                    answer = _told(row)
        except KnownFile as known:
            if known.trashed:
                return {"error": known.message}, known.status
            return _told(db.session.get_one(Media, known.id)) | {"known": True}, 200
        except Refusal as refusal:
            return {"error": refusal.message}, refusal.status
        return answer | {"known": False}, 201


def uploaded() -> int:
    """How many files the save that is open has added."""
    unit = current_unit()
    return int(unit.facts.get(UPLOADED, 0)) if unit else 0


def _files(sent: Any) -> list[FileStorage]:
    """What was chosen: a field without a file, and text in its place, are none."""
    chosen = sent if isinstance(sent, list | tuple) else [sent]
    return [one for one in chosen if isinstance(one, FileStorage) and one.filename]


def _keep(
    stack: ExitStack, kept: list[Kept], sent: list[FileStorage], *, replacing: bool = False
) -> list[tuple[str, Refusal]]:
    """Puts the good ones among these into the storage and into `kept`; why others were refused."""
    needed = partial(keys_needed, deleted_after=now() - GRACE)
    refused: list[tuple[str, Refusal]] = []
    known = (
        {} if replacing else known_uploads(current_user, [digest_of(one.stream) for one in sent])
    )
    seen: set[str] = set()
    for upload in sent:
        origin = digest_of(upload.stream)
        if origin in seen:
            continue  # chosen twice
        seen.add(origin)
        try:
            if origin in known:
                raise KnownFile(known[origin])
            picture = read_upload(upload.stream, upload.filename or "")
            kept.append(stack.enter_context(kept_files(media_storage(), picture, needed)))
        except Refusal as refusal:
            refused.append((upload.filename or "", refusal))
    return refused


def _all_of_them(refused: list[tuple[str, Refusal]]) -> Refusal:
    if not refused:
        return Refusal("Choose a file.", "file")
    if len(refused) == 1:
        return refused[0][1]
    return Refusal(" ".join(f"“{name}”: {one.message}" for name, one in refused), "file")


def _told(file: Media) -> dict[str, Any]:
    """A file as scripts need it, to put it into a text."""

    def address(key: str) -> str:
        return url_for("publication.file", key=key)

    return {
        "id": file.id,
        "title": file.title,
        "alt": file.alt,
        "decorative": file.decorative,
        "mime": file.mime,
        "url": address(file.key),
        "srcset": srcset(file, address),
        "thumb": address(key_of_width(file, 400)) if file.is_picture else None,
        "width": file.width,
        "height": file.height,
        "edit": url_for(".edit_view", id=file.id),
    }
