"""Markup made well-formed: every element closed, in order, and no deeper than a limit.

nh3 builds the tree of HTML5, whose repairs can be quadratic: 50,000 nested elements take 5 s, and
unclosed formatting is copied into every later paragraph. Balanced input needs no repairs, so what
follows is linear. The rules here are HTML5's for the cases that real texts have.
"""

import re
from html import escape, unescape
from html.entities import html5
from typing import Final

from admin_app.content.markup.allowed import (
    ATTRIBUTES,
    BLOCKS,
    CELLS,
    DROPPED_WITH_CONTENT,
    ELEMENTS,
    EMBEDS,
    HEADINGS,
    INLINE,
    RENAMED,
    ROW_GROUPS,
    SPACED,
    TABLE_PARTS,
    VOID,
)
from admin_app.content.markup.open_elements import OpenElements
from admin_app.content.markup.tokens import Token, attributes, tokens

# U+FDD0 and U+FDD1 are noncharacters, cleaned from every input, so they can stand for a marker.
MARK_START: Final = "\ufdd0"
MARK_END: Final = "\ufdd1"

_MARKER: Final = re.compile(r"more\b[^<>&\"-]*|nextpage")
_IN_TABLE: Final = frozenset({"table"})
_IN_LIST: Final = CELLS | {"ul", "ol"}
_IN_TERMS: Final = CELLS | {"dl"}
_IN_RUBY: Final = CELLS | {"ruby"}
_TABLE_CONTEXT: Final = ROW_GROUPS | {"table", "tr", "colgroup"}
_ENTITY: Final = re.compile(
    r"&(?:([a-zA-Z][a-zA-Z0-9]{1,40})|#(?:[0-9]{1,8}|[xX][0-9a-fA-F]{1,8}));"
)
_HTTP: Final = re.compile(r"(?:https?:)?//\S+", re.I)


class TooDeep(Exception):
    """The elements are nested deeper than the limit."""


def balanced(html: str, deepest: int) -> str:
    """The allowed elements of ``html``, well-formed; words stay, other tags go.

    Embeds become links; ``<!--more-->`` and ``<!--nextpage-->`` come back between ``MARK_START``
    and ``MARK_END``. Raises TooDeep. Attributes are kept by name only: their values are not yet
    safe.
    """
    return _Balance(deepest).read(html)


class _Balance:
    def __init__(self, deepest: int) -> None:
        self.deepest = deepest
        self.out: list[str] = []
        self.stack = OpenElements()
        self.skipping = ""
        self.skipped_depth = 0
        self.after_pre = False

    def read(self, html: str) -> str:
        for token in tokens(html):
            if self.skipping:
                self._skip(token)
            elif token.kind == "text":
                self._text(token.raw)
            elif token.kind == "comment":
                self._comment(token.raw)
            elif token.kind == "start":
                self._start(token)
            else:
                self._end(RENAMED.get(token.name, token.name))
        self._close_down_to(0)
        return "".join(self.out)

    def _skip(self, token: Token) -> None:
        if token.name == self.skipping and token.kind in ("start", "end"):
            self.skipped_depth += 1 if token.kind == "start" else -1
            if self.skipped_depth == 0:
                self.skipping = ""

    def _text(self, raw: str) -> None:
        if self.after_pre:
            # The parser drops the first newline after <pre>; dropping all is the same twice over.
            raw = raw.lstrip("\n")
            if not raw:
                return
        if raw and not raw.isspace():
            self._leave_table_context()
        # Written anew, so that a text of nothing but "&" has its true size before it is parsed.
        self._write(escape(unescape(raw), quote=False) if "&" in raw or ">" in raw else raw)

    def _comment(self, raw: str) -> None:
        marker = raw.strip()
        if _MARKER.fullmatch(marker):
            self._leave_table_context()
            self._write(MARK_START + marker + MARK_END)

    def _start(self, token: Token) -> None:
        name = RENAMED.get(token.name, token.name)
        if name in DROPPED_WITH_CONTENT:
            if not token.raw.endswith("/"):
                self.skipping, self.skipped_depth = name, 1
        elif name in EMBEDS:
            self._embed(name, token.raw)
        elif name not in ELEMENTS:
            if name in SPACED:
                self._write(" ")
        elif self._make_room(name):
            self._write(f"<{name}{_kept_attributes(name, token.raw)}>")
            if name not in VOID:
                self._push(name)

    def _make_room(self, name: str) -> bool:
        """Closes and opens what HTML5 would around a ``name``; False where it cannot stand."""
        if name in TABLE_PARTS:
            return self._make_room_in_table(name)
        self._leave_table_context()
        if name in BLOCKS or name == "hr":
            self._close_within("p", CELLS)
        if name == "li":
            self._close_within("li", _IN_LIST)
        elif name in ("dt", "dd"):
            self._close_within("dt", _IN_TERMS)
            self._close_within("dd", _IN_TERMS)
        elif name in HEADINGS:
            for heading in HEADINGS:
                self._close_within(heading, CELLS)
        elif name == "a":
            self._close_within("a", CELLS)
        elif name in ("rt", "rp"):
            self._close_within("rt", _IN_RUBY)
            self._close_within("rp", _IN_RUBY)
        return True

    def _make_room_in_table(self, name: str) -> bool:
        if self.stack.find("table", frozenset()) is None:
            self._write(" ")
            return False
        if name in ROW_GROUPS or name in ("caption", "colgroup"):
            self._close_above("table")
        elif name == "col":
            if self.stack.innermost != "colgroup":
                self._close_above("table")
                self._open("colgroup")
        elif name == "tr":
            self._close_above("table", *ROW_GROUPS)
            if self.stack.innermost == "table":
                self._open("tbody")
        else:
            self._close_above("table", "tr", *ROW_GROUPS)
            if self.stack.innermost == "table":
                self._open("tbody")
            if self.stack.innermost != "tr":
                self._open("tr")
        return True

    def _leave_table_context(self) -> None:
        """Words between the parts of a table go into a cell of their own, in their place."""
        if self.stack.innermost not in _TABLE_CONTEXT:
            return
        if self.stack.innermost == "colgroup":
            self._pop()
        if self.stack.innermost == "table":
            self._open("tbody")
        if self.stack.innermost in ROW_GROUPS:
            self._open("tr")
        self._open("td")

    def _end(self, name: str) -> None:
        if name == "br":  # browsers read </br> as <br>
            self._leave_table_context()
            self._write("<br>")
            return
        at = self.stack.find(name, _barriers(name))
        if at is None:
            if name in SPACED or name in TABLE_PARTS:
                self._write(" ")
            return
        if name in INLINE and self.stack.has_block_above(at):
            self.stack[at].ending = True
            return
        self._close_down_to(at)
        while self.stack and self.stack[-1].ending:
            self._pop()

    def _embed(self, name: str, raw: str) -> None:
        found = attributes(raw)
        address = unescape(found.get(EMBEDS[name], "")).strip()
        if not _HTTP.fullmatch(address):
            return
        address = "https:" + address if address.startswith("//") else address
        self._leave_table_context()
        words = escape(" ".join(unescape(found.get("title", "")).split()) or address)
        link = f'<a href="{escape(address)}">{words}</a>'
        if self.stack.find("a", CELLS) is not None:
            link = f"{words} "
        elif self.stack.innermost in ("", "div", "blockquote"):
            link = f"<p>{link}</p>"
        self._write(link)

    def _open(self, name: str) -> None:
        self._write(f"<{name}>")
        self._push(name)

    def _push(self, name: str) -> None:
        self.stack.push(name)
        self.after_pre = name == "pre"
        if len(self.stack) > self.deepest:
            raise TooDeep

    def _pop(self) -> None:
        self._write(f"</{self.stack.pop().name}>")

    def _write(self, markup: str) -> None:
        self.out.append(markup)
        self.after_pre = False

    def _close_within(self, name: str, barriers: frozenset[str]) -> None:
        at = self.stack.find(name, barriers)
        if at is not None:
            self._close_down_to(at)

    def _close_above(self, *names: str) -> None:
        while self.stack.innermost not in names:
            self._pop()

    def _close_down_to(self, at: int) -> None:
        while len(self.stack) > at:
            self._pop()


def _barriers(name: str) -> frozenset[str]:
    """The elements through which an end tag cannot reach."""
    if name == "table":
        return frozenset()
    if name in TABLE_PARTS:
        return _IN_TABLE
    if name == "li":
        return _IN_LIST
    return CELLS


def _kept_attributes(name: str, raw: str) -> str:
    if not raw or raw.isspace():
        return ""
    kept = ATTRIBUTES["*"] | ATTRIBUTES.get(name, set())
    return "".join(
        f' {key}="{_value(value)}"' for key, value in attributes(raw).items() if key in kept
    )


def _value(written: str) -> str:
    """The value of an attribute written anew, each character in its shortest form."""
    value = _ENTITY.sub(_decoded, written) if "&" in written else written
    return escape(value, quote=False).replace('"', "&quot;")


def _decoded(entity: re.Match[str]) -> str:
    # In an attribute "&copy=2" and "&unknown;" say what stands there, as in addresses.
    return unescape(entity[0]) if entity[1] is None or f"{entity[1]};" in html5 else entity[0]
