"""Files of the library, as browsers load them into pages."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from admin_app.content.media.storage import LocalStorage
from admin_app.content.queries.files import file_at
from admin_app.errors import NotFound
from admin_app.publication.site import site
from admin_app.slugs import slug_from
from admin_app.web.headers import FILE_CSP

YEAR = 365 * 24 * 3600
# What a browser may show by itself. Anything else is only ever downloaded: never a page of ours.
SHOWN = {
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
DOWNLOADED = {".pdf": "application/pdf"}


@site.get("/media/<path:key>")
def file(key: str) -> ResponseReturnValue:
    """A stored file. Its name is the hash of its content, so that it can be kept for ever.

    One that was replaced leads to what is there in its place; one whose row is gone is gone.
    """
    path = LocalStorage(Path(current_app.config["MEDIA_FOLDER"])).path(key)
    found = file_at(key)
    if found is None:
        raise NotFound("This file is no longer here.")
    if found.former:
        moved = redirect(url_for("publication.file", key=found.key), 302)
        moved.headers["Cache-Control"] = "public, max-age=60"
        return moved
    if not path.is_file():
        raise NotFound("This file is no longer here.")
    shown = SHOWN.get(path.suffix)
    answer = send_file(
        path,
        mimetype=shown or DOWNLOADED.get(path.suffix, "application/octet-stream"),
        as_attachment=shown is None,
        download_name=path.name if shown else slug_from(found.title, "file") + path.suffix,
        etag=path.stem,
        conditional=True,
    )
    answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    answer.headers["Content-Security-Policy"] = FILE_CSP
    return answer
