"""What a list is made of: columns, sorts, tabs and filters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Column:
    """A column of a list.

    Its cells are drawn by the macro of the same name in the view's `cells` template, or as text.
    `sort` names the sort that its head offers; a `minor` column is left out on phones; one that is
    `fixed` can't be hidden; `extra` ones are hidden until chosen.
    """

    name: str
    label: str
    sort: str | None = None
    minor: bool = False
    numeric: bool = False
    fixed: bool = False
    extra: bool = False


@dataclass(frozen=True)
class Sort:
    """An order: by a column that has an index, then by id.

    The column is never NULL, or at least not in the tabs that name this sort as their own.
    """

    name: str
    column: Any
    kind: type
    descending: bool = True


@dataclass(frozen=True)
class Tab:
    """A state of the list. `condition` is asked anew each time, as moments pass."""

    name: str
    label: str
    condition: Callable[[], Condition | None]
    sort: str | None = None


@dataclass(frozen=True)
class Filter:
    """A filter by a plain name in the URL; with `choices` it is a select, else a field.

    `kind` is the field's: “text”, or “date”, which stands with its label.
    """

    name: str
    label: str
    condition: Callable[[str], Condition]
    choices: Callable[[], list[tuple[str, str]]] | None = None
    kind: str = "text"
