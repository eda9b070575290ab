"""What a list's page says, made ready for its template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from admin_app.desk.lists.spec import Column, Filter, Sort, Tab
from admin_app.desk.lists.state import ListState
from admin_app.keyset import Stretch
from admin_app.web.filters import capped


@dataclass(frozen=True)
class Head:
    """The head of a column; `query` sorts by it, `aria` tells the present order."""

    column: Column
    query: str | None
    aria: str = ""


def tab_items(
    tabs: Iterable[Tab], counts: dict[str, int], state: ListState, index: str
) -> list[dict[str, Any]]:
    """The tabs with their addresses and counts in words."""
    plain = ListState(rows=state.rows, columns=state.columns)
    return [
        {
            "label": tab.label,
            "url": index + plain.query(status=tab.name),
            "count": capped(counts[tab.name]) if tab.name in counts else None,
            "current": tab.name == state.status,
        }
        for tab in tabs
    ]


def heads(
    columns: Iterable[Column], sorts: Sequence[Sort], current: Sort, state: ListState
) -> list[Head]:
    """The heads of the shown columns; a second click on the present order turns it round."""
    known = {sort.name for sort in sorts}
    made = []
    for column in columns:
        if column.sort not in known:
            made.append(Head(column, None))
        elif column.sort == current.name:
            turned = column.sort if current.descending else f"-{column.sort}"
            aria = "descending" if current.descending else "ascending"
            made.append(Head(column, state.query(sort=turned), aria))
        else:
            first = next(sort for sort in sorts if sort.name == column.sort)
            chosen = f"-{column.sort}" if first.descending else column.sort
            made.append(Head(column, state.query(sort=chosen)))
    return made


def drawn_cells(heads: Sequence[Head], macros: Any) -> tuple[tuple[Markup, Any, str, bool], ...]:
    """How the cells of each row are drawn, said once for all rows.

    For each column: the tag that opens its cells; the macro that draws them, or None; its name; and
    whether it is the first, whose text leads to the row's form. On a phone each other cell that is
    left says what it is.
    """
    drawn = []
    for number, head in enumerate(heads):
        column = head.column
        kinds = f"{'opt ' if column.minor else ''}{'num' if column.numeric else ''}".strip()
        # format() escapes what it puts in.
        opening = Markup('<td class="{}"').format(kinds) if kinds else Markup("<td")
        if number and not column.minor:
            # format() escapes what it puts in.
            opening += Markup(' data-label="{}"').format(column.label)
        macro = getattr(macros, column.name, None)
        drawn.append((opening + Markup(">"), macro, column.name, number == 0))
    return tuple(drawn)


def chooser(columns: Iterable[Column], shown: Sequence[Column]) -> list[dict[str, Any]]:
    """The columns that may be hidden, and whether they are shown now."""
    return [
        {"name": column.name, "label": column.label, "shown": column in shown}
        for column in columns
        if not column.fixed
    ]


def matching(page: Stretch[Any], total: int | None, noun: str) -> str | None:
    """How many rows match in all, in words; None when all of them are on this page."""
    if page.newer is None and page.older is None:
        return None
    return noun if total is None else f"{capped(total)} {noun}"


def without(state: ListState, filters: Iterable[Filter]) -> str:
    """The query string without search and filters."""
    return state.query(search="", **{one.name: "" for one in filters})
