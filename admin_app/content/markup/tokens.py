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


_TAG: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
# Possessive and atomic throughout: one way to match, so no backtracking on hostile input.
_REST_OF_TAG: Final = re.compile(
    r"""((?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+)?+)?+)*+)>"""
)
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
        opening = html.find("<", at)
        if opening < 0:
            yield Token("text", "", html[at:])
            return
        if opening > at:
            yield Token("text", "", html[at:opening])
        token, at = _markup_at(html, opening)
        if token.kind == "start" and token.name in _RAW_TEXT:
            closing = _RAW_TEXT[token.name].search(html, at)
            at = closing.start() if closing else end
        else:
            yield token


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
        rest = _REST_OF_TAG.match(html, tag.end())
        if rest is None:  # no end of the tag anywhere: the rest of the text is inside it
            return _as_text(html, opening, len(html))
        return Token("end" if tag[1] else "start", tag[2].lower(), rest[1]), rest.end()
    if html.startswith("<!--", opening):
        closing = _END_OF_COMMENT.search(html, opening + 2)
        if closing is None:
            return _as_text(html, opening, len(html))
        return Token("comment", "", html[opening + 4 : closing.start()]), closing.end()
    if html.startswith(("<!", "<?", "</"), opening):
        bracket = html.find(">", opening)
        if bracket < 0:
            return _as_text(html, opening, len(html))
        return Token("comment", "", ""), bracket + 1
    return _as_text(html, opening, opening + 1)


def _as_text(html: str, start: int, end: int) -> tuple[Token, int]:
    return Token("text", "", html[start:end].replace("<", "&lt;")), end
