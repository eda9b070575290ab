"""The library's own files: where this site keeps them, and how an upload gets there."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from flask import current_app

from admin_app.content.media.pictures import Picture, inspect_upload
from admin_app.content.media.storage import LocalStorage, Storage

# A large picture takes 300 MB while it is written anew: one at a time in each process.
_decoding = Lock()


@dataclass(frozen=True)
class Kept:
    """A picture whose files lie in the storage; `renditions` maps a width to a key."""

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


def read_picture(stream: BinaryIO, declared_name: str) -> Picture:
    """The picture in this upload, safe to keep. Raises `Refusal` (field “file”)."""
    with _decoding:
        return inspect_upload(stream, declared_name)


@contextmanager
def kept_files(
    storage: Storage, picture: Picture, needed: Callable[[Collection[str]], set[str]]
) -> Iterator[Kept]:
    """Put the picture's files into the storage before the block, which stores their row.

    Where the block fails, the files go again, but for those `needed` by another row. Raises
    `StorageFull`.
    """
    kept = _put(storage, picture)
    put = time.time()
    try:
        yield kept
    except BaseException:
        for key in kept.keys - needed(kept.keys):
            storage.take_back(key, put)
        raise
    # Another copy of the same bytes may have failed meanwhile and have taken them away.
    _put(storage, picture)


def _put(storage: Storage, picture: Picture) -> Kept:
    renditions = {str(one.width): storage.put(one.data, one.extension) for one in picture.smaller}
    return Kept(picture, storage.put(picture.full.data, picture.full.extension), renditions)
