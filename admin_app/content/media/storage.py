"""Where the files of the library lie: each under the hash of its content, whole or not at all."""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from admin_app.errors import DISK_FULL, NotFound, Refusal

_KEY: Final = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{60}\.[a-z0-9]{1,5}")
_EXTENSION: Final = re.compile(r"[a-z0-9]{1,5}")
_PARTS: Final = ".parts"


Needed = Callable[[Collection[str]], set[str]]
"""Those of these keys whose files have to stay."""
PORTION: Final = 500


class StorageFull(Refusal):
    """There is no room for the file; nothing of it was kept."""


class Storage(Protocol):
    """Files by key. Any store that keeps these promises can take the place of a folder."""

    def put(self, data: bytes, extension: str) -> str:
        """Keeps the bytes durably and returns their key; the same bytes have the same key.

        Call it before the transaction that stores the key. Raises StorageFull.
        """

    def open(self, key: str) -> BinaryIO:
        """The file, for reading. Raises NotFound, also for what is no key."""

    def keep(self, key: str) -> bool:
        """Whether the file is there; its age starts anew, so that no sweep takes it now."""

    def remove(self, key: str) -> bool:
        """Removes the file, after the commit that let go of its last row; False if it was gone."""

    def take_back(self, key: str, put_before: float) -> bool:
        """Removes the file unless it was put again since that moment (in seconds since 1970).

        For a ``put`` whose row was not stored after all; False if the file stays.
        """

    def sweep(self, needed: Needed, older_than: float) -> list[str]:
        """Removes files that are older than so many seconds and not needed; their keys.

        ``needed`` is asked for some at a time: a library may have more keys than fit into memory.
        The age must exceed the longest time between ``put`` and the commit of its row.
        """


class LocalStorage:
    """A Storage in a folder on this machine: ``ab/cd/abcd….jpg``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes, extension: str) -> str:
        """See Storage. A crash at any moment leaves the whole file or an unnamed part."""
        if not _EXTENSION.fullmatch(extension):
            raise ValueError(f"no file extension: {extension!r}")
        digest = hashlib.sha256(data).hexdigest()
        key = f"{digest[:2]}/{digest[2:4]}/{digest}.{extension}"
        path = self.folder / key
        if not _freshened(path):
            self._write(key, data)
        return key

    def open(self, key: str) -> BinaryIO:
        """See Storage."""
        try:
            return self.path(key).open("rb")
        except (FileNotFoundError, NotADirectoryError):
            raise NotFound("This file is no longer here.") from None

    def path(self, key: str) -> Path:
        """Where the file lies, for a server that sends files itself. Raises NotFound."""
        if not _KEY.fullmatch(key):
            raise NotFound("There is no file of this name.")
        return self.folder / key

    def keep(self, key: str) -> bool:
        """See Storage."""
        return _KEY.fullmatch(key) is not None and _freshened(self.folder / key)

    def remove(self, key: str) -> bool:
        """See Storage."""
        try:
            self.path(key).unlink()
        except (FileNotFoundError, NotADirectoryError, NotFound):
            return False
        return True

    def take_back(self, key: str, put_before: float) -> bool:
        """See Storage."""
        return self._swept(key, put_before)

    def sweep(self, needed: Needed, older_than: float) -> list[str]:
        """See Storage. Parts left by a crash go too. Files that are not ours are left alone."""
        before = time.time() - older_than
        removed: list[str] = []
        keys = self._keys()
        while portion := list(islice(keys, PORTION)):
            kept = needed(portion)
            removed += [key for key in portion if key not in kept and self._swept(key, before)]
        for part in self._parts():
            with suppress(FileNotFoundError):
                if part.stat().st_mtime < before:
                    part.unlink()
        return removed

    def _write(self, key: str, data: bytes) -> None:
        path, part = self.folder / key, self.folder / _PARTS / secrets.token_hex(16)
        written = 0.0
        try:
            _made(part.parent)
            with part.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            written = time.time()
            part.chmod(0o644)
            _made(path.parent)
            part.replace(path)
            _synced(path.parent)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
                self._swept(key, written)
            if error.errno in DISK_FULL:
                raise StorageFull(
                    "There is no room left on the disk; the file was not kept. "
                    "Make room, then upload it again.",
                    field="file",
                ) from error
            raise

    def _swept(self, key: str, before: float) -> bool:
        """Whether the file went; one that is put again at this very moment stays.

        It is taken aside first and its age read then: a ``put`` of the same bytes either freshened
        it before that, and it goes back, or no longer finds it, and writes it anew.
        """
        path, aside = self.folder / key, self.folder / _PARTS / secrets.token_hex(16)
        try:
            if path.stat().st_mtime >= before:
                return False
            _made(aside.parent)
            path.rename(aside)
            if aside.stat().st_mtime >= before:
                aside.replace(path)
                return False
            aside.unlink()
        except FileNotFoundError:
            return False
        return True

    def _keys(self) -> Iterator[str]:
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.glob("[0-9a-f][0-9a-f]/*")):
                key = path.relative_to(self.folder).as_posix()
                if _KEY.fullmatch(key):
                    yield key

    def _parts(self) -> Iterator[Path]:
        return (self.folder / _PARTS).glob("*")


def _freshened(path: Path) -> bool:
    """Whether the file is there; its age starts anew, so that no sweep takes it meanwhile."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _made(folder: Path) -> None:
    """The folder, there after a power cut too."""
    if not folder.is_dir():
        _made(folder.parent)
        folder.mkdir(exist_ok=True)
        _synced(folder.parent)


def _synced(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
