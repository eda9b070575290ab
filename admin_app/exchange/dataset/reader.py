"""From the files of a data set to typed rows, one at a time.

Every method raises UnreadableFile with the file and the line when a row cannot be taken.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, NoReturn

from admin_app.columns import EARLIEST, LATEST
from admin_app.content.actions.texts.comments import MODES, days_open

from ..cells import original
from ..refusals import UnreadableFile
from . import layout

LONGEST_CELL: Final = 8 * 1024 * 1024
_POST_STATES: Final = frozenset({"draft", "in_review", "scheduled", "published", "trash"})
_COMMENT_STATES: Final = {
    "approved": "approved",
    "pending": "pending",
    "spam": "spam",
    "trash": "removed",
    "removed": "removed",
}
_MAX_ID: Final = 2**63 - 1

Progress = Callable[[int], None]


class Author(NamedTuple):
    id: int
    email: str
    name: str


class Tag(NamedTuple):
    id: int
    name: str
    slug: str


class Post(NamedTuple):
    id: int
    author_id: int | None
    title: str
    slug: str
    body: str
    excerpt: str
    status: str
    created_at: datetime
    published_at: datetime | None
    own_fields: str = ""
    """JSON, by the keys of the fields; "" for none."""
    comments_open: bool = True
    comments_mode: str = ""
    comments_close_after_days: int | None = None


class PostTag(NamedTuple):
    post_id: int
    tag_id: int


class Comment(NamedTuple):
    id: int
    post_id: int
    parent_id: int | None
    author_name: str
    author_email: str
    author_ip: str
    body: str
    status: str
    created_at: datetime


class DataSet:
    """A folder with the files of `layout`. Raises UnreadableFile when one is missing."""

    def __init__(self, folder: Path, progress: Progress = lambda read: None) -> None:
        self.folder = folder
        self._progress = progress
        self._rows: _Rows | None = None
        missing = [name for name in layout.COLUMNS if not (folder / name).is_file()]
        if missing:
            raise UnreadableFile(f"{folder} has no {' and no '.join(missing)}.")

    @property
    def size(self) -> int:
        """Bytes of all files together; `progress` is told as many."""
        return sum((self.folder / name).stat().st_size for name in layout.COLUMNS)

    def digest(self) -> str:
        """The same for the same content, 64 characters."""
        found = hashlib.sha256()
        for name in layout.COLUMNS:
            with (self.folder / name).open("rb") as file:
                found.update(hashlib.file_digest(file, "sha256").digest())
        return found.hexdigest()

    def refuse(self, what: str) -> NoReturn:
        """Say what is wrong with the row that was given out last. Raises UnreadableFile."""
        raise UnreadableFile(f"{self._rows.place if self._rows else self.folder}: {what}.")

    def _open(self, name: str) -> _Rows:
        self._rows = _Rows(self.folder / name, self._progress)
        return self._rows

    def authors(self) -> Iterator[Author]:
        rows = self._open(layout.AUTHORS)
        for id_, email, name in rows:
            if "@" not in email:
                rows.refuse(f"“{email[:40]}” is not an e-mail address")
            yield Author(rows.id(id_), email.strip(), name)

    def tags(self) -> Iterator[Tag]:
        rows = self._open(layout.TAGS)
        for id_, name, slug in rows:
            if not name.strip():
                rows.refuse("the tag has no name")
            yield Tag(rows.id(id_), name, slug)

    def posts(self) -> Iterator[Post]:
        rows = self._open(layout.POSTS)
        for id_, author, title, slug, body, excerpt, status, created, published, *more in rows:
            if status not in _POST_STATES:
                rows.refuse(f"“{status[:40]}” is not a state of a post")
            at = rows.moment(published) if published else None
            if at is None and status in ("published", "scheduled"):
                rows.refuse(f"the post is {status}, but published_at is empty")
            yield Post(
                rows.id(id_),
                rows.id(author) if author else None,
                title,
                slug,
                body,
                excerpt,
                status,
                rows.moment(created),
                at,
                *self._more(rows, *more),
            )

    def _more(
        self, rows: _Rows, own: str, comments: str, mode: str, days: str
    ) -> tuple[str, bool, str, int | None]:
        """What stands in the columns that a file need not have."""
        if comments not in ("", "0", "1"):
            rows.refuse(f"“{comments[:40]}” is neither 1 nor 0 for comments_open")
        if mode not in MODES:
            rows.refuse(f"“{mode[:40]}” is not a way to receive comments")
        kept = days_open(days)
        if days and kept is None:
            rows.refuse(f"“{days[:40]}” is not a number of days that comments are open")
        return own, comments != "0", mode, kept

    def post_tags(self) -> Iterator[PostTag]:
        rows = self._open(layout.POST_TAGS)
        for post, tag in rows:
            yield PostTag(rows.id(post), rows.id(tag))

    def comments(self) -> Iterator[Comment]:
        rows = self._open(layout.COMMENTS)
        for id_, post, parent, name, email, ip, body, status, created in rows:
            state = _COMMENT_STATES.get(status)
            if state is None:
                rows.refuse(f"“{status[:40]}” is not a state of a comment")
            yield Comment(
                rows.id(id_),
                rows.id(post),
                rows.id(parent) if parent else None,
                name,
                email,
                ip,
                body,
                state,
                rows.moment(created),
            )


class _Rows:
    """The rows of one file, as text in the order of the layout's columns."""

    def __init__(self, path: Path, progress: Progress) -> None:
        self._path = path
        self._progress = progress
        self._line = 0

    def __iter__(self) -> Iterator[list[str]]:
        csv.field_size_limit(LONGEST_CELL)
        with self._path.open("rb") as raw:
            try:
                yield from self._read(csv.reader(self._lines(raw), strict=True))
            except csv.Error as error:
                self.refuse(f"this is not CSV ({error})")

    def _lines(self, raw: BinaryIO) -> Iterator[str]:
        """Lines as text. The CSV reader takes one when it needs it, so the last is its row's."""
        read = 0
        encoding = "utf-8-sig"
        for line in iter(lambda: raw.readline(LONGEST_CELL), b""):
            self._line += 1
            read += len(line)
            if read > 1 << 20:
                self._progress(read)
                read = 0
            if len(line) == LONGEST_CELL:
                self.refuse("this line is longer than 8 MiB")
            try:
                text = line.decode(encoding)
            except UnicodeDecodeError:
                self.refuse("a character here is not UTF-8")
            if "\0" in text:
                self.refuse("a NUL here is not text")
            encoding = "utf-8"
            yield text
        self._progress(read)

    def _read(self, rows: Iterator[list[str]]) -> Iterator[list[str]]:
        wanted = layout.COLUMNS[self._path.name]
        header = [name.strip() for name in next(rows, [])]
        missing = [name for name in wanted if name not in header]
        if missing:
            self.refuse(f"the first line does not name the column {', '.join(missing)}")
        places = [header.index(name) for name in wanted]
        more = layout.OPTIONAL.get(self._path.name, ())
        found = [header.index(name) if name in header else None for name in more]
        for row in rows:
            if len(row) == len(header):
                cells = [
                    *(row[at] for at in places),
                    *("" if at is None else row[at] for at in found),
                ]
                yield [original(cell) if cell[:1] == "'" else cell for cell in cells]
            elif row:
                self.refuse(f"here are {len(row)} cells, and the first line names {len(header)}")

    @property
    def place(self) -> str:
        """Where the row stands that was read last."""
        return f"{self._path.name}, line {self._line}"

    def refuse(self, what: str) -> NoReturn:
        raise UnreadableFile(f"{self.place}: {what}.")

    def id(self, cell: str) -> int:
        if not (cell.isascii() and cell.isdigit() and len(cell) < 20):
            self.refuse(f"“{cell[:40]}” is not a number")
        number = int(cell)
        if not 0 < number <= _MAX_ID:
            self.refuse(f"{number} is not a number that a row can have")
        return number

    def moment(self, cell: str) -> datetime:
        """ISO 8601; without a zone it is UTC."""
        try:
            found = datetime.fromisoformat(cell)
            found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError):
            self.refuse(f"“{cell[:40]}” is not a date such as 2026-11-22 09:30:00")
        if not EARLIEST <= found <= LATEST:
            self.refuse(f"“{cell[:40]}” is out of range")
        return found
