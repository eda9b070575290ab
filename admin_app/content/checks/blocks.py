"""A body token by token, each with the number of the block that it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from admin_app.content.markup.allowed import INLINE, VOID
from admin_app.content.markup.tokens import Token, tokens


def numbered(body: str) -> Iterator[tuple[int, Token]]:
    """The tokens of what `sanitise` returned; blocks are what stands at the top, from 0."""
    number, depth, loose = -1, 0, False
    for token in tokens(body):
        if depth == 0:
            if token.kind == "text" and not token.raw.strip():
                continue
            # Words and inline elements outside of any block are one block together.
            inline = token.kind == "text" or token.name in INLINE or token.name == "img"
            if not (inline and loose):
                number += 1
            loose = inline
        yield number, token
        if token.kind == "start" and token.name not in VOID:
            depth += 1
        elif token.kind == "end":
            depth = max(0, depth - 1)
