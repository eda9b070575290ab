"""Rows that are drawn once: the same row in the same list is the same HTML again.

Most of what a list costs is its drawing, and most of its rows are as they were the last time
somebody looked. What a macro makes of a row is kept by the row's values and not by its id: a row
that changed is another one, so nothing here is ever out of date, or has to be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from flask import request
from markupsafe import Markup

from admin_app.web.locale import clock

MOST_KEPT = 1000
LARGEST = 8000
"""Characters of the largest row that is kept: some 2 MB in all for the rows that lists have."""

Macro = Callable[..., Markup]

_kept: dict[Hashable, Markup] = {}


class ByValue:
    """A row whose `value` tells all that can be drawn of it."""

    value: Hashable


class Keeper:
    """What macros made of the rows of this request, and of those before it."""

    def __init__(self) -> None:
        self._here: tuple[Any, ...] | None = None

    def __call__(self, macro: Macro, row: Any, *others: Hashable) -> Markup:
        """What the macro makes of this row, by these arguments, the clock and the screen alone.

        So it is imported without context, and moments that it tells as “3 h ago” are words of its
        row. A row that is not `ByValue`, nor a tuple, is always drawn.
        """
        if isinstance(row, ByValue):
            value = row.value
        elif type(row) is tuple:
            value = row
        else:
            return macro(row, *others)
        if self._here is None:
            self._here = clock(), request.script_root, request.blueprint
        key = macro, value, others, self._here
        drawn = _kept.get(key)
        return self._draw(key, macro, row, others) if drawn is None else drawn

    def _draw(self, key: Hashable, macro: Macro, row: Any, others: tuple[Hashable, ...]) -> Markup:
        drawn = macro(row, *others)
        if len(drawn) <= LARGEST:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            _kept[key] = drawn
        return drawn
