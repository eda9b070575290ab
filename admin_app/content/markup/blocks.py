"""A body laid out a block a line, so that differences and merges of it read well."""

import re
from typing import Final

from admin_app.content.markup.allowed import BLOCKS, VOID, words
from admin_app.content.markup.tokens import Token, tokens

# Blocks in these stand on lines of their own: white space between them is not shown.
_CONTAINERS: Final = words("blockquote details div dl ol table tbody tfoot thead ul")
_EDGES: Final = BLOCKS | {"hr"}
_WHITE: Final = " \t\n"
_RUN: Final = re.compile(r"[ \t\n]+")


def one_block_a_line(html: str) -> str:
    """The same document with every top-level block, item and row on a line of its own.

    ``html`` is what `sanitise` returned. What readers see does not change: newlines within a
    paragraph become spaces, ``<pre>`` stays as it is. Doing it twice, or sanitising the result,
    changes nothing. Takes time linear in the length.
    """
    return "\n".join(blocks(html))


def blocks(html: str) -> list[str]:
    """The blocks of the document one by one, as `one_block_a_line` writes them.

    A run of words outside of any block is one as well, and so is a ``<!--more-->`` between two.
    """
    reader = _Blocks()
    for token in tokens(html):
        reader.take(token)
    reader.finish()
    return reader.done


class _Blocks:
    def __init__(self) -> None:
        self.done: list[str] = []
        self.block: list[str] = []
        self.inside: list[str] = []
        self.in_pre = 0
        self.white = ""  # read, and not yet known whether it is shown
        self.at_edge = True  # of a line as readers see it: white space is not shown here
        self.line_due = False

    def take(self, token: Token) -> None:
        if token.kind == "text":
            self._text(token.raw)
        elif token.kind == "comment":
            self._comment(token.raw)
        elif token.kind == "start":
            self._start(token)
        else:
            self._end(token)

    def finish(self) -> None:
        """The block that was read is complete."""
        self._settle(before_edge=True)
        if self.block:
            self.done.append("".join(self.block))
        self.block = []
        self.at_edge, self.line_due = True, False

    def _text(self, raw: str) -> None:
        if self.in_pre:
            self._write(raw)
            return
        shown = raw.strip(_WHITE)
        if not shown:
            self.white += raw
            return
        start = raw.index(shown)
        self.white += raw[:start]
        self._settle()
        self._write(_RUN.sub(_on_one_line, shown) if "\n" in shown else shown)
        self.at_edge = False
        self.white = raw[start + len(shown) :]

    def _comment(self, raw: str) -> None:
        alone = not self.inside and not self.block
        self._settle()
        self._write(f"<!--{raw}-->")
        if alone:
            self.finish()

    def _start(self, token: Token) -> None:
        name, markup = token.name, f"<{token.name}{token.raw}>"
        if name in _EDGES:
            self._settle(before_edge=True)
            self._new_line()
        else:
            self._settle(before_edge=name == "br")
        self._write(markup)
        if name not in VOID:
            self.inside.append(name)
            self.in_pre += name == "pre"
        if name == "hr":
            self._after_block()
        elif name in _EDGES or name == "br":
            self.at_edge = True
        elif name in VOID:
            self.at_edge = False

    def _end(self, token: Token) -> None:
        is_block = token.name in _EDGES
        self._settle(before_edge=is_block)
        self._write(f"</{token.name}>")
        if self.inside:
            self.in_pre -= self.inside.pop() == "pre"
        if is_block:
            self._after_block()

    def _new_line(self) -> None:
        if not self.inside:
            self.finish()
        elif self.inside[-1] in _CONTAINERS and not self.in_pre:
            self.line_due = True

    def _after_block(self) -> None:
        self.at_edge = True
        self._new_line()

    def _settle(self, *, before_edge: bool = False) -> None:
        """Writes what is shown of the white space that was read."""
        white, self.white = self.white, ""
        if not white:
            return
        if self.at_edge or before_edge:
            between = not self.inside or self.inside[-1] in _CONTAINERS
            white = "" if between or "\n" in white else white
        elif "\n" in white:
            white = " "
        if white:
            self._write(white)

    def _write(self, markup: str) -> None:
        if self.line_due:
            self.block.append("\n")
            self.line_due = False
        self.block.append(markup)


def _on_one_line(run: re.Match[str]) -> str:
    return " " if "\n" in run[0] else run[0]
