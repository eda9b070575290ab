"""A text in pieces, so that a template can mark some of them without making HTML of any."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from admin_app.readers.rules import Span


class Piece(NamedTuple):
    """A part of a text, and whether it is to be marked."""

    text: str
    is_marked: bool


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The whole text in its order, in pieces; what lies in one of the spans is marked."""
    found: list[Piece] = []
    at = 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        if start > at:
            found.append(Piece(text[at:start], is_marked=False))
        found.append(Piece(text[start:end], is_marked=True))
        at = end
    if at < len(text):
        found.append(Piece(text[at:], is_marked=False))
    return found
