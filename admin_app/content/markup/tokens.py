"""HTML read as a stream of tags, text and comments, in time linear in its length.

This reader only has to agree with browsers on sensible input. Safety does not rest on it: nh3
reads the result again with a full HTML5 parser and has the last word.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

Kind = Literal["text", "start", "end", "comment"]


class Token(NamedTuple):
    """A piece of markup: ``name`` is the lower-case tag (or ""), ``raw`` how it may be written.

    For text, ``raw`` has its entities as they were and no bare ``<``; for a start tag it is the
    tag's attributes; for a comment, what stands inside it.
    """

    kind: Kind
    name: str
    raw: str


# A "<" before anything else is text, however many there are: one piece, and one step, for all.
_MARKUP: Final = re.compile(r"<[a-zA-Z/!?]")
# Possessive and atomic throughout: one way to match, so no backtracking on hostile input.
_TAG: Final = re.compile(
    r"<(/?)([a-zA-Z][^\s/>]*+)"
    r"""((?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+)?+)?+)*+)>"""
)
_START_OF_TAG: Final = re.compile(r"</?[a-zA-Z]")
_ATTRIBUTE: Final = re.compile(
    r"""([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>][^\s>]*+))?+)?+"""
)
_END_OF_COMMENT: Final = re.compile(r"--!?>")
_RAW_TEXT: Final = {name: re.compile(rf"</{name}(?=[\s/>])", re.I) for name in ("script", "style")}


def tokens(html: str) -> Iterator[Token]:
    """The markup of ``html`` in order; scripts and styles are left out with their content.

    What browsers would swallow to the end of the text (an unclosed comment or tag) comes back as
    text, so that no words are lost.
    """
    at, end = 0, len(html)
    while at < end:
        markup = _MARKUP.search(html, at)
        opening = markup.start() if markup else end
        if opening > at:
            yield _as_text(html, at, opening)
        if opening == end:
            return
        token, at = _markup_at(html, opening)
        if token.kind == "start" and token.name in _RAW_TEXT:
            closing = _RAW_TEXT[token.name].search(html, at)
            at = closing.start() if closing else end
        else:
            yield token


def count(html: str) -> int:
    """How many pieces of markup ``html`` has: tags, comments and what looks like them."""
    return len(_MARKUP.findall(html))


def attributes(raw: str) -> dict[str, str]:
    """The attributes of a start tag, names in lower case, values with their entities as written.

    The first of two with one name counts, as in browsers.
    """
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(raw):
        found.setdefault(name.lower(), double or single or bare)
    return found


def _markup_at(html: str, opening: int) -> tuple[Token, int]:
    tag = _TAG.match(html, opening)
    if tag:
        slash, name, rest = tag.groups()
        return Token("end" if slash else "start", name.lower(), rest), tag.end()
    if html.startswith("<!--", opening):
        closing = _END_OF_COMMENT.search(html, opening + 2)
        if closing:
            return Token("comment", "", html[opening + 4 : closing.start()]), closing.end()
    elif not _START_OF_TAG.match(html, opening):
        bracket = html.find(">", opening)
        if bracket > 0:
            return Token("comment", "", ""), bracket + 1
    # It has no end: the rest of the text is inside it.
    return _as_text(html, opening, len(html)), len(html)


def _as_text(html: str, start: int, end: int) -> Token:
    return Token("text", "", html[start:end].replace("<", "&lt;"))
