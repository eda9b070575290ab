"""Files that wait for their import, in the instance folder."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Collection
from pathlib import Path
from typing import Final

from flask import current_app
from werkzeug.datastructures import FileStorage

from admin_app.errors import Refusal
from admin_app.web.text import one_line

_ABANDONED_AFTER: Final = 24 * 3600


def keep(upload: FileStorage | None) -> tuple[Path, str]:
    """The file stored under a name of our own, and what it was called.

    Raises Refusal for none and for an empty one.
    """
    if upload is None or not upload.filename:
        raise Refusal("Choose the file first.", "file")
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{secrets.token_hex(16)}.xml"
    try:
        with path.open("xb") as file:
            upload.save(file)
            file.flush()
            os.fsync(file.fileno())
        if not path.stat().st_size:
            raise Refusal("The file is empty.", "file")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path, one_line(upload.filename)[:200]


def sweep(waiting: Collection[str]) -> int:
    """Remove files that nobody waits for any more; how many there were."""
    gone = 0
    for path in _folder().glob("*.xml"):
        is_old = path.stat().st_mtime < time.time() - _ABANDONED_AFTER
        if is_old and str(path) not in waiting:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "imports"
