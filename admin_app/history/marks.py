"""Words marked as added or removed: seen by their colour and line, heard by a word before them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup, escape

from admin_app.history.merge import ALONE, aligned, words


class Marks(NamedTuple):
    """Two plain texts with their words marked: apart, and as one text that has the words of both.

    All of it is safe to show in a page.
    """

    left: Markup
    right: Markup
    both: Markup


def marked_text(left: str, right: str) -> Marks:
    """What was removed from `left` and what was added in `right`."""
    if left == right:
        return Marks(escape(left), escape(right), escape(right))
    apart, beside, both = [], [], []
    for kept, gone, new in _stretches(words(left), words(right)):
        apart += [kept, removed(gone)]
        beside += [kept, added(new)]
        both += [kept, removed(gone), added(new)]
    # Joined of parts that are safe each.
    joined = Markup("").join
    return Marks(joined(apart), joined(beside), joined(both))


def added(html: Markup) -> Markup:
    """This safe HTML inside an `ins`; nothing, where there is nothing to mark."""
    return _marked("ins", "added", html)


def removed(html: Markup) -> Markup:
    """This safe HTML inside a `del`; nothing, where there is nothing to mark."""
    return _marked("del", "removed", html)


def _stretches(lefts: list[str], rights: list[str]) -> Iterator[tuple[Markup, Markup, Markup]]:
    """What both have, and after it what only the left and what only the right has."""
    i = j = 0
    kept: list[str] = []
    for at, to in [*enumerate(aligned(lefts, rights)), (len(lefts), len(rights))]:
        if to == ALONE:
            continue
        if at > i or to > j:
            yield _joined(kept), _joined(lefts[i:at]), _joined(rights[j:to])
            kept = []
        kept += rights[to : to + 1]
        i, j = at + 1, to + 1
    yield _joined(kept), Markup(""), Markup("")


def _joined(texts: list[str]) -> Markup:
    return escape("".join(texts))


def _marked(name: str, said: str, html: Markup) -> Markup:
    # `format` escapes what is put in, unless it is safe already.
    words = Markup('<{0}><span class="visually-hidden">{1}: </span>{2}</{0}>')
    return words.format(name, said, html) if html else Markup("")
