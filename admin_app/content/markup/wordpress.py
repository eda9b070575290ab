"""Bodies as WordPress keeps them: blank lines for paragraphs, comments for blocks."""

import re
from collections.abc import Iterator
from typing import Final

from admin_app.content.markup.allowed import VOID, words
from admin_app.content.markup.sanitise import refuse_large, sanitise
from admin_app.content.markup.tokens import Token, tokens

_BLOCK_COMMENT: Final = re.compile(r"<!--\s+wp:")
_BLANK_LINE: Final = re.compile(r"\n[ \t]*\n\s*")
_BREAK_AT_END: Final = re.compile(r"<br[\s/]*>$", re.I)

# Text right inside these becomes paragraphs; right inside the others it stays in its element.
_CONTAINERS: Final = words(
    "article aside blockquote body center details div fieldset footer form header main nav section"
)
_VERBATIM: Final = words("listing math object pre select svg template textarea xmp")
_STRUCTURE: Final = words(
    "colgroup dl figure map menu ol optgroup table tbody tfoot thead tr ul video audio"
)
_ONE_PARAGRAPH: Final = words("dt h1 h2 h3 h4 h5 h6 p summary legend")
_WITHIN: Final = words("address caption dd figcaption li td th")
_BLOCKS: Final = _CONTAINERS | _VERBATIM | _STRUCTURE | _ONE_PARAGRAPH | _WITHIN
_BREAKING: Final = _BLOCKS | {"hr"}


def from_wordpress(html: str) -> str:
    """The body of a WordPress post as it may be stored here: paragraphs made, then sanitised.

    A body from the block editor has its paragraphs already, and WordPress adds none to it either.
    Raises Refusal as ``sanitise`` does.
    """
    refuse_large(html)
    return sanitise(html if _BLOCK_COMMENT.search(html) else paragraphs(html))


def paragraphs(text: str) -> str:
    """HTML with ``<p>`` and ``<br>`` where the text only has blank lines and newlines.

    As WordPress's wpautop: newlines beside block elements mean nothing, those inside ``<pre>``
    stay. Not sanitised.
    """
    return "".join(_pieces(text.replace("\r\n", "\n").replace("\r", "\n")))


def _pieces(text: str) -> Iterator[str]:
    inside: list[str] = []
    run: list[Token] = []
    for token in tokens(text):
        if token.kind not in ("start", "end") or token.name not in _BREAKING:
            run.append(token)
            continue
        yield from _laid_out(run, inside)
        run = []
        yield _written(token)
        _step(inside, token)
    yield from _laid_out(run, inside)


def _step(inside: list[str], token: Token) -> None:
    if token.name not in _BLOCKS:
        return
    if token.kind == "start":
        # Paragraphs and items are often left open.
        if inside and inside[-1] == token.name and token.name in _ONE_PARAGRAPH | _WITHIN:
            inside.pop()
        inside.append(token.name)
    elif token.name in inside[-20:]:
        while inside.pop() != token.name:
            pass


def _laid_out(run: list[Token], inside: list[str]) -> Iterator[str]:
    markup = "".join(map(_written, run))
    parent = inside[-1] if inside else "div"
    if parent in _STRUCTURE or _VERBATIM.intersection(inside[-20:]):
        yield markup
        return
    chunks = [chunk for chunk in _BLANK_LINE.split(markup.strip()) if chunk]
    if parent in _ONE_PARAGRAPH or (parent in _WITHIN and len(chunks) < 2):
        between = "</p>\n<p>" if parent == "p" else "<br>\n<br>\n"
        yield between.join(map(_lines, chunks))
        return
    for chunk in chunks:
        yield f"<p>{_lines(chunk)}</p>\n" if _says_something(chunk) else f"{chunk}\n"


def _lines(chunk: str) -> str:
    *lines, last = (line.strip(" \t") for line in chunk.split("\n"))
    return "<br>\n".join([*map(_without_break, lines), last])


def _without_break(line: str) -> str:
    # Only the end is looked at: a pattern searched through a long line of blanks is quadratic.
    at_end = _BREAK_AT_END.search(line, max(0, len(line) - 20))
    return line[: at_end.start()] if at_end else line


def _says_something(chunk: str) -> bool:
    return any(
        (token.kind == "text" and token.raw.strip())
        or (token.kind == "start" and token.name in VOID)
        for token in tokens(chunk)
    )


def _written(token: Token) -> str:
    if token.kind == "text":
        return token.raw
    if token.kind == "comment":
        return f"<!--{token.raw}-->" if token.raw else ""
    return f"<{'/' if token.kind == 'end' else ''}{token.name}{token.raw}>"
