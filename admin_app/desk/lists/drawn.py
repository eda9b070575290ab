"""Rows that are drawn once: the same row in the same list is the same HTML again.

Most of what a list costs is its drawing, and most of its rows are as they were the last time
somebody looked. What a macro makes of a row is kept, by the row's values and not by its id: a row
that changed is another one, so nothing here is ever out of date, or has to be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import request
from markupsafe import Markup

from admin_app.web.locale import Clock, clock

MOST_KEPT = 1000
LARGEST = 8000
"""Characters of the largest row that is kept: some 2 MB in all for the rows that lists have."""

Macro = Callable[..., Markup]


class _TooLarge(Exception):
    """What was drawn would take too much room to keep."""

    def __init__(self, drawn: Markup) -> None:
        super().__init__()
        self.drawn = drawn


def kept(macro: Macro, row: Any, *others: Any) -> Markup:
    """What the macro makes of this row, which must follow from these arguments, the clock
    and the screen.

    So the macro is imported without context, and moments that it tells as “3 h ago” are words of
    its row. A row that has no values of its own to be told by, as an object of the ORM, is drawn.
    """
    kind: Any = type(row)
    if kind.__hash__ is object.__hash__:
        return macro(row, *others)
    try:
        return _kept(macro, row, others, clock(), (request.script_root, request.blueprint))
    except _TooLarge as error:
        return error.drawn


@lru_cache(maxsize=MOST_KEPT)
def _kept(
    macro: Macro, row: Any, others: tuple[Any, ...], _clock: Clock, _place: tuple[str, str | None]
) -> Markup:
    drawn = macro(row, *others)
    if len(drawn) > LARGEST:
        raise _TooLarge(drawn)
    return drawn
