"""Moving categories in their tree, which never becomes a circle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from admin_app.content.models import Category
from admin_app.content.queries.tree import (
    above,
    children_of,
    hold_the_tree,
    is_there,
    parents_of,
)
from admin_app.errors import Refusal
from admin_app.history.bulk import change_rows


def place(category: Category, parent_id: int | None) -> None:
    """Put the category under another, or at the top (None).

    Raises `Refusal` (field “parent_id”) where that other is gone, or stands under this one itself,
    also when someone moves it there at the same moment.
    """
    if parent_id == category.parent_id:
        return
    if parent_id is not None:
        hold_the_tree()
        if not is_there(parent_id):
            raise Refusal("There is no such category any more; choose another.", "parent_id")
        if category.id is not None:
            _refuse_circle(category, parent_id)
    category.parent_id = parent_id


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


def _refuse_circle(category: Category, parent_id: int) -> None:
    if parent_id == category.id:
        raise Refusal("A category can't stand under itself.", "parent_id")
    path = above([parent_id])[parent_id]
    if category.id in (each for each, _ in path):
        raise Refusal(
            f"That one stands under “{category.name}” already; move it out from there first.",
            "parent_id",
        )
