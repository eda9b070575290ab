"""A little Markdown for readers: emphasis, code, links, quotes and lists; all else is plain text.

It is strict rather than complete, makes no elements but its own, and takes time linear in the
length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from admin_app.readers.links import LINK, is_web_address, link, without_what_follows

DEEPEST_QUOTE: Final = 3
MOST_OPEN: Final = 6
"""Kinds of emphasis that are open at once: deeper nesting says nothing to a reader."""

MOST_MARKS: Final = 2_000
"""Signs of emphasis in one paragraph; the rest stays as it was typed."""

_FENCE: Final = "```"
_QUOTE: Final = re.compile(r" {0,3}> ?")
_ITEM: Final = re.compile(r" {0,8}(?:([-*+])|(\d{1,3})[.)])[ \t]+(?=\S)")
_PIECE: Final = re.compile(
    r"\\(?P<kept>[`*_\[\]>])"
    r"|`(?P<code>[^`\n]+)`"
    r"|!?\[(?P<label>[^\[\]\n]{1,500})\]\((?P<to>https?://[^\s<>\"()]{1,2000})\)"
    rf"|(?P<bare>{LINK})"
    r"|(?P<mark>\*+|_+)",
    re.IGNORECASE,
)
_TAGS: Final = {"*": "em", "_": "em", "**": "strong", "__": "strong"}


def rendered(text: str) -> str:
    """HTML of the text: p, br, em, strong, code, pre, blockquote, ul, ol, li, a, span.host."""
    return "\n".join(_blocks(text.split("\n"), 0))


def _blocks(lines: Sequence[str], depth: int) -> list[str]:
    made: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif line.lstrip(" ").startswith(_FENCE):
            at = _code(lines, at, made)
        elif depth < DEEPEST_QUOTE and _QUOTE.match(line):
            at = _quote(lines, at, made, depth)
        elif _ITEM.match(line):
            at = _list(lines, at, made)
        else:
            at = _paragraph(lines, at, made, depth)
    return made


def _code(lines: Sequence[str], at: int, made: list[str]) -> int:
    end = at + 1
    while end < len(lines) and lines[end].strip() != _FENCE:
        end += 1
    held = "\n".join(lines[at + 1 : end])
    made.append(f"<pre><code>{escape(held)}</code></pre>")
    return end + 1


def _quote(lines: Sequence[str], at: int, made: list[str], depth: int) -> int:
    held: list[str] = []
    while at < len(lines) and (found := _QUOTE.match(lines[at])):
        held.append(lines[at][found.end() :])
        at += 1
    inner = "\n".join(_blocks(held, depth + 1))
    made.append(f"<blockquote>\n{inner}\n</blockquote>")
    return at


def _list(lines: Sequence[str], at: int, made: list[str]) -> int:
    first = _ITEM.match(lines[at])
    number = first[2] if first else None
    items: list[list[str]] = []
    while at < len(lines) and lines[at].strip():
        found = _ITEM.match(lines[at])
        if found and (found[2] is None) != (number is None):
            break
        if found:
            items.append([lines[at][found.end() :]])
        else:
            items[-1].append(lines[at].lstrip())
        at += 1
    shown = "\n".join(f"<li>{_inline(item)}</li>" for item in items)
    kind = "ul" if number is None else "ol"
    start = f' start="{int(number)}"' if number and int(number) != 1 else ""
    made.append(f"<{kind}{start}>\n{shown}\n</{kind}>")
    return at


def _paragraph(lines: Sequence[str], at: int, made: list[str], depth: int) -> int:
    held: list[str] = []
    while at < len(lines) and lines[at].strip():
        line = lines[at]
        quotes = depth < DEEPEST_QUOTE and _QUOTE.match(line)
        if held and (quotes or line.lstrip(" ").startswith(_FENCE) or _ITEM.match(line)):
            break
        held.append(line)
        at += 1
    made.append(f"<p>{_inline(held)}</p>")
    return at


@dataclass(slots=True)
class _Mark:
    """A place where emphasis begins or ends, once it is known: `html` is what stands there."""

    sign: str
    html: str


def _inline(lines: Sequence[str]) -> str:
    """Links, code and emphasis in these lines, with a break between them."""
    text = "\n".join(lines)
    pieces: list[str | _Mark] = []
    marks = _Marks()
    at = 0
    while (found := _PIECE.search(text, at)) is not None:
        pieces.append(escape(text[at : found.start()]))
        at = found.end()
        if found["mark"]:
            before = text[found.start() - 1] if found.start() else ""
            pieces += marks.met(found["mark"], before, text[at : at + 1])
        elif found["bare"]:
            address = without_what_follows(found["bare"])
            at = found.start() + len(address)
            pieces.append(link(address) if is_web_address(address) else escape(address))
        else:
            pieces.append(_whole(found))
    pieces.append(escape(text[at:]))
    shown = "".join(piece.html if isinstance(piece, _Mark) else piece for piece in pieces)
    return shown.replace("\n", "<br>\n")


def _whole(found: re.Match[str]) -> str:
    if found["kept"]:
        return escape(found["kept"])
    if found["code"]:
        return f"<code>{escape(found['code'])}</code>"
    if is_web_address(found["to"]):
        return link(found["to"], found["label"])
    return escape(found[0])


class _Marks:
    """The signs of emphasis that are open, the outermost first."""

    def __init__(self) -> None:
        self._open: list[_Mark] = []
        self._met = 0

    def met(self, run: str, before: str, after: str) -> list[str | _Mark]:
        """What a run of signs becomes between these characters: marks, or just the signs."""
        self._met += 1
        if self._met > MOST_MARKS or len(run) > 3:
            return [run]
        sign = run[0]
        opens = bool(after) and not after.isspace() and not _in_word(before, sign)
        closes = bool(before) and not before.isspace() and not _in_word(after, sign)
        if not (opens or closes):
            return [run]
        parts = [sign * 2, sign] if len(run) == 3 else [run]
        made: list[str | _Mark] = []
        if closes:
            for part in parts[::-1]:
                if (mark := self._closed(part)) is not None:
                    made.append(mark)
                    parts.remove(part)
        for part in parts:
            mark = _Mark(part, part)
            made.append(mark)
            if opens:
                self._open.append(mark)
        if len(self._open) > MOST_OPEN:
            del self._open[:-MOST_OPEN]
        return made

    def _closed(self, sign: str) -> _Mark | None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].sign == sign:
                break
        else:
            return None
        # The innermost of that sign; what was opened within it stays as it was typed.
        opener = self._open[place]
        del self._open[place:]
        opener.html = f"<{_TAGS[sign]}>"
        return _Mark(sign, f"</{_TAGS[sign]}>")


def _in_word(char: str, sign: str) -> bool:
    """Whether a sign beside this character is part of a word, as in 2*3*4 or snake_case."""
    return char.isalnum() and (sign == "_" or char.isascii())
