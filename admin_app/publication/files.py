"""Files of the library, as browsers load them into pages."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, send_file
from flask.typing import ResponseReturnValue

from admin_app.content.media.storage import LocalStorage
from admin_app.errors import NotFound
from admin_app.publication.site import site
from admin_app.web.headers import FILE_CSP

YEAR = 365 * 24 * 3600
# What a browser may show by itself. Anything else is only ever downloaded: never a page of ours.
SHOWN = {
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@site.get("/media/<path:key>")
def file(key: str) -> ResponseReturnValue:
    """A stored file. Its name is the hash of its content, so that it can be kept for ever."""
    path = LocalStorage(Path(current_app.config["MEDIA_FOLDER"])).path(key)
    if not path.is_file():
        raise NotFound("This file is no longer here.")
    shown = SHOWN.get(path.suffix)
    answer = send_file(
        path,
        mimetype=shown or "application/octet-stream",
        as_attachment=shown is None,
        download_name=path.name,
        etag=path.stem,
        conditional=True,
    )
    answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    answer.headers["Content-Security-Policy"] = FILE_CSP
    return answer
