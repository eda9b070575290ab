"""What must hold of the trees of categories and of pages after an undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from admin_app.content.models import Category, Page
from admin_app.content.queries.tree import above, hold_the_tree
from admin_app.errors import Conflict
from admin_app.history.undo import undo_check


@undo_check("category")
def _refuse_circles_of_categories(_person: Any, rows: Sequence[tuple[int, str]]) -> None:
    _refuse_circles(Category, rows)


@undo_check("page")
def _refuse_circles_of_pages(_person: Any, rows: Sequence[tuple[int, str]]) -> None:
    _refuse_circles(Page, rows)


def _refuse_circles(model: type[Category | Page], rows: Sequence[tuple[int, str]]) -> None:
    hold_the_tree()
    for row_id, path in above({row_id for row_id, _ in rows}, model).items():
        for above_id, name in path:
            if above_id == row_id:
                raise Conflict(
                    f"This can't be undone: “{name}” would stand under itself, through what was "
                    "moved since. Move that first."
                )
