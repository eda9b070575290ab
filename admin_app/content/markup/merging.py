"""How a body is taken apart for merging: by the elements that stand at its top, then by words."""

import re
from collections.abc import Iterator
from typing import Final

from admin_app.content.markup.allowed import BLOCKS, VOID
from admin_app.content.markup.sanitise import sanitise
from admin_app.errors import Refusal
from admin_app.history.merge import Cut

# Of sanitised HTML: values stand in double quotes, in which “>” may stand too.
_PARTS: Final = re.compile(
    r"<!--.*?-->"
    r'|<(/?)([a-z][a-z0-9]*)(?:[^>"]|"[^"]*")*>'
    r"|[^<]+",
    re.DOTALL,
)
_TOKENS: Final = re.compile(
    r"\s*&\#?\w+;"
    r'|<!--.*?-->|<(?:[^>"]|"[^"]*")*>'
    # Chinese and Japanese have no spaces: by characters.
    r"|[\u3040-\u30ff\u3400-\u9fff]"
    r"|\s*[^\s<&.,;:!?()\[\]\"“”„«»…\u3000-\u30ff\u3400-\u9fff]+"
    r"|\s*[^\s<&]|\s+|[<&]",
    re.DOTALL,
)


def top_blocks(html: str) -> list[str]:
    """The elements at the top of a sanitised body, and what stands loose between them, in order."""
    return [block for block in map(str.strip, _cut(html)) if block]


def html_tokens(html: str) -> list[str]:
    """Tags, words with the space before them, and marks; joined, the same HTML."""
    return _TOKENS.findall(html)


def fits(html: str) -> bool:
    """Whether this is a body as it may be stored, to the byte."""
    try:
        return sanitise(html) == html
    except Refusal:
        return False


HTML: Final = Cut(blocks=top_blocks, tokens=html_tokens, fits=fits)
"""Sanitised bodies."""


def _cut(html: str) -> Iterator[str]:
    depth, start = 0, 0
    for part in _PARTS.finditer(html):
        slash, name = part[1], part[2]
        if name is None:
            continue
        if name not in BLOCKS and name != "hr":
            depth += 0 if name in VOID else (-1 if slash else 1)
            continue
        if depth == 0 and not slash:
            yield html[start : part.start()]
            start = part.start()
        depth += 0 if name in VOID else (-1 if slash else 1)
        if depth == 0:
            yield html[start : part.end()]
            start = part.end()
    yield html[start:]
