"""Moving categories and pages in their trees, which never become circles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from admin_app.content.models import Category, Page
from admin_app.content.queries.tree import (
    above,
    children_of,
    hold_the_tree,
    is_there,
    parents_of,
)
from admin_app.errors import Refusal
from admin_app.history.bulk import change_rows


def place(row: Category | Page, parent_id: int | None) -> None:
    """Put the category, or page, under another, or at the top (None).

    Raises `Refusal` (field “parent_id”) where that other is gone, or stands under this one itself,
    also when someone moves it there at the same moment.
    """
    if parent_id == row.parent_id:
        return
    if parent_id is not None:
        hold_the_tree()
        if not is_there(parent_id, type(row)):
            noun = row.noun()
            raise Refusal(f"There is no such {noun} any more; choose another.", "parent_id")
        if row.id is not None:
            _refuse_circle(row, parent_id)
    row.parent_id = parent_id


def lift_children(ids: Sequence[int]) -> None:
    """Move what stands right under these up to the first thing above them that is none of them."""
    hold_the_tree()
    goes = parents_of(ids)
    children = {child: under for child, under in children_of(ids).items() if child not in goes}

    def decide(row: Any) -> dict[str, Any]:
        return {"parent_id": _first_above(children[row.id], goes)}

    if children:
        change_rows(Category, children, decide, ("parent_id",))


def _first_above(at: int | None, goes: dict[int, int | None]) -> int | None:
    for _ in goes:
        at = goes.get(at, at) if at is not None else None
    return at


def _refuse_circle(row: Category | Page, parent_id: int) -> None:
    if parent_id == row.id:
        raise Refusal(f"A {row.noun()} can't stand under itself.", "parent_id")
    path = above([parent_id], type(row))[parent_id]
    if row.id in (each for each, _ in path):
        name = row.title if isinstance(row, Page) else row.name
        raise Refusal(
            f"That one stands under “{name}” already; move it out from there first.",
            "parent_id",
        )
