"""The sentences of a body, for saying of each who wrote it."""

import re
from typing import Final, NamedTuple

from admin_app.content.markup.merging import top_blocks
from admin_app.content.markup.plain import plain_text

_END: Final = re.compile(r"(?<=[.!?…。！？])[\"'”’»)\]]*\s+")


class Sentence(NamedTuple):
    """A sentence as plain text, and the number of its paragraph, from 0 on."""

    text: str
    block: int


def sentences(html: str) -> list[Sentence]:
    """The sentences of a sanitised body in order; a block without words has none."""
    return [
        Sentence(text, number)
        for number, block in enumerate(top_blocks(html))
        for text in _cut(plain_text(block))
    ]


def _cut(text: str) -> list[str]:
    found, start = [], 0
    for end in _END.finditer(text):
        found.append(text[start : end.end()].strip())
        start = end.end()
    return [sentence for sentence in (*found, text[start:].strip()) if sentence]
