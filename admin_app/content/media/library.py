"""The library's own files: where this site keeps them, and how an upload gets there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Final

from flask import current_app

from admin_app.content.media.pictures import Picture
from admin_app.content.media.storage import LocalStorage, Needed, Storage
from admin_app.content.media.uploads import inspect_upload

# A file outlives its row, or what was put in its place, so long, so that Undo brings it back.
GRACE: Final = timedelta(days=30)


@dataclass(frozen=True)
class Kept:
    """An upload whose files lie in the storage; `renditions` maps a width to a key."""

    picture: Picture
    key: str
    renditions: dict[str, str]

    @property
    def keys(self) -> set[str]:
        """The keys of all its files."""
        return {self.key, *self.renditions.values()}


def media_storage() -> Storage:
    """The storage of this site."""
    return LocalStorage(Path(current_app.config["MEDIA_FOLDER"]))


def read_upload(stream: IO[bytes], declared_name: str) -> Picture:
    """The picture or PDF in this upload, safe to keep. Raises `Refusal` (field “file”)."""
    stream.seek(0)  # a save that is tried again has read it before
    return inspect_upload(stream, declared_name)


@contextmanager
def kept_files(storage: Storage, picture: Picture, needed: Needed) -> Iterator[Kept]:
    """Put the picture's files into the storage before the block, which stores their row.

    Where one can't be put, or the block fails, the files go again, but for those `needed` by
    another row. Raises `StorageFull`.
    """
    keys: list[str] = []
    put = 0.0
    try:
        try:
            kept = _put(storage, picture, keys)
        finally:
            put = time.time()
        yield kept
    except BaseException:
        for key in set(keys) - needed(keys):
            storage.take_back(key, put)
        raise
    # Another copy of the same bytes may have failed meanwhile and have taken them away.
    _put(storage, picture, keys)


def made_anew(storage: Storage, key: str) -> dict[str, str]:
    """The sizes of a picture that is kept, put into the storage, as a key for each width.

    What no row names in the end is swept. Raises `OSError` and `Refusal`.
    """
    with storage.open(key) as file:
        picture = read_upload(file, key)
    return {str(one.width): storage.put(one.data, one.extension) for one in picture.smaller}


def _put(storage: Storage, picture: Picture, keys: list[str]) -> Kept:
    """The picture, put; its keys are added to `keys` one by one, for where the next one fails."""
    renditions = {}
    for one in picture.smaller:
        keys.append(storage.put(one.data, one.extension))
        renditions[str(one.width)] = keys[-1]
    keys.append(storage.put(picture.full.data, picture.full.extension))
    return Kept(picture, keys[-1], renditions)
