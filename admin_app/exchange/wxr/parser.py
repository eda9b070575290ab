"""XML from strangers, as a stream of small trees: the children of <channel>, one at a time.

Nothing is ever resolved, fetched or expanded: a document type declaration is refused before
anything in it is read. What is held in memory is one child of <channel>, which is capped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from ..refusals import UnreadableFile

CHUNK = 64 * 1024
MAX_DEPTH = 24
# One entry with all its comments: 64 MiB of text is a hundred novels.
MAX_ENTRY = 64 * 1024 * 1024
MAX_TOKEN = 8 * 1024 * 1024
# What an element costs beyond its text, so that a million empty ones are counted too.
ELEMENT_COST = 256

_NAMESPACES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_WORDPRESS = re.compile(r"https?://(?:www\.)?wordpress\.org/export/([^/]*)/(excerpt/)?")
_CUT_OFF = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
}


class Node:
    """An element: its name with the usual prefix, attributes, own text, children and line."""

    __slots__ = ("attributes", "children", "line", "name", "parts")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.parts: list[str] = []
        self.children: list[Node] = []

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def find(self, name: str) -> Node | None:
        return next((child for child in self.children if child.name == name), None)

    def get(self, name: str) -> str:
        """The text of the first child of this name, as it is; empty when there is none."""
        child = self.find(name)
        return child.text if child else ""

    def word(self, name: str) -> str:
        """The same without the blanks around it, for what a machine wrote."""
        return self.get(name).strip()


def channel_children(stream: BinaryIO) -> Iterator[Node]:
    """Each complete child of rss/channel, in order. Raises UnreadableFile with the line."""
    first = stream.read(CHUNK)
    _refuse_what_is_no_xml(first)
    text = first.lstrip(b" \t\r\n")
    reading = _Reading(skipped_lines=first[: len(first) - len(text)].count(b"\n"))
    chunk = text
    while chunk:
        yield from reading.feed(chunk)
        chunk = stream.read(CHUNK)
    yield from reading.end()


def _refuse_what_is_no_xml(first: bytes) -> None:
    if not first.strip():
        raise UnreadableFile("The file is empty.")
    if first.startswith((b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ")):
        raise UnreadableFile("The file is compressed. Unpack it and import the .xml inside.")
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile("The file is not in UTF-8. Save it as UTF-8 and try again.")
    if not first.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise UnreadableFile("This is not XML, so it is not a WordPress export.")


class _Reading:
    """One pass of expat over one file."""

    def __init__(self, skipped_lines: int) -> None:
        # The encoding is fixed here, so that no declaration in the file can choose another.
        self._parser = parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        self._skipped_lines = skipped_lines
        self._names: dict[str, str] = {}
        self._open: list[Node] = []
        self._depth = 0
        self._channels = 0
        self._done: list[Node] = []
        self._cost = 0
        self._fed = 0
        self._fed_lines = 0
        self._chunk = b""

    def feed(self, chunk: bytes) -> list[Node]:
        self._chunk = chunk
        self._parse(chunk, last=False)
        self._fed += len(chunk)
        self._fed_lines += chunk.count(b"\n")
        if self._fed - max(self._parser.CurrentByteIndex, 0) > MAX_TOKEN:
            raise UnreadableFile("a single tag or comment is larger than 8 MiB.", self._line())
        return self._take()

    def end(self) -> list[Node]:
        self._chunk = b""
        self._parse(b"", last=True)
        if not self._channels:
            raise UnreadableFile("This is RSS without a <channel>, not a WordPress export.")
        return self._take()

    def _parse(self, chunk: bytes, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise self._explained(error, last) from error

    def _take(self) -> list[Node]:
        done, self._done = self._done, []
        return done

    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self._skipped_lines

    def _explained(self, error: expat.ExpatError, last: bool) -> UnreadableFile:
        line = error.lineno + self._skipped_lines
        if last and error.code in _CUT_OFF:
            return UnreadableFile(
                "the file ends here in the middle. It was cut off; fetch it again.",
                self._skipped_lines + self._fed_lines + 1,
            )
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]:
            at = self._parser.ErrorByteIndex - self._fed
            byte = self._chunk[at] if 0 <= at < len(self._chunk) else 0x20
            if byte >= 0x80:
                return UnreadableFile("a character here is not UTF-8.", line)
            if byte < 0x20:
                return UnreadableFile(
                    f"a control character here (number {byte}) is not allowed in XML.", line
                )
        return UnreadableFile(
            f"this is not well-formed XML ({expat.ErrorString(error.code)}).", line
        )

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii"):
            raise UnreadableFile(
                f"the file says that it is in {encoding[:40]}. Save it as UTF-8 and try again.",
                self._line(),
            )

    def _doctype(self, *_: object) -> None:
        raise UnreadableFile(
            "the file has a document type declaration (<!DOCTYPE>), which an export never has.",
            self._line(),
        )

    def _entity(self, *_: object) -> None:
        raise UnreadableFile(
            "the file declares entities, which an export never does.", self._line()
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = self._names.get(name) or self._named(name)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UnreadableFile(f"elements are nested more than {MAX_DEPTH} deep.", self._line())
        if self._depth == 1 and name != "rss":
            raise UnreadableFile(
                f"the file begins with <{name[:40]}>; a WordPress export begins with <rss>.",
                self._line(),
            )
        if self._depth == 2:
            self._enter_channel(name)
        if self._depth > 2:
            if self._depth == 3:
                self._cost = 0
            self._spend(ELEMENT_COST + sum(map(len, attributes.values())))
            self._open.append(Node(name, attributes, self._line()))

    def _enter_channel(self, name: str) -> None:
        self._channels += 1
        if name != "channel" or self._channels > 1:
            raise UnreadableFile(
                f"<rss> holds one <channel> and nothing else; here is <{name[:40]}>.",
                self._line(),
            )

    def _named(self, name: str) -> str:
        """The name with its usual prefix, remembered; an unknown WXR version is refused."""
        space, _, local = name.rpartition(" ")
        prefix = _NAMESPACES.get(space, space)
        wordpress = _WORDPRESS.fullmatch(space)
        if wordpress:
            if not re.fullmatch(r"1\.\d", wordpress[1]):
                raise UnreadableFile(
                    f"the file is WXR version {wordpress[1][:20]}; versions 1.0 to 1.2 are read.",
                    self._line(),
                )
            prefix = "excerpt" if wordpress[2] else "wp"
        short = f"{prefix}:{local}" if prefix else local
        if len(self._names) < 10_000:
            self._names[name] = short
        return short

    def _end(self, _: str) -> None:
        self._depth -= 1
        if not self._open:
            return
        node = self._open.pop()
        if self._open:
            self._open[-1].children.append(node)
        else:
            self._done.append(node)

    def _characters(self, text: str) -> None:
        if self._open:
            self._spend(len(text))
            self._open[-1].parts.append(text)

    def _spend(self, cost: int) -> None:
        self._cost += cost
        if self._cost > MAX_ENTRY:
            raise UnreadableFile(
                f"one entry is larger than {MAX_ENTRY // 1024 // 1024} MiB.", self._line()
            )
