"""The screen of categories: a tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from admin_app.content.desk.tags import SHOWN, TermView, named
from admin_app.content.forms.terms import CategoryForm
from admin_app.content.models import Category
from admin_app.content.queries.tree import above, category_tree, children_of, names_under
from admin_app.desk.lists import Column, ListState, Sort
from admin_app.extensions import db
from admin_app.keyset import Stretch
from admin_app.people.permissions import Permission
from admin_app.web.cursors import BadCursor, decode, encode
from admin_app.web.filters import capped


class CategoryView(TermView):
    """Categories: /admin/category/."""

    permission = Permission.CATEGORY_EDIT
    order = 40
    form = CategoryForm
    columns = (
        *TermView.columns,
        Column("path", "Under", minor=True, extra=True),
    )
    sorts = (
        Sort("tree", Category.name, str, descending=False),
        Sort("name", Category.name, str, descending=False),
        Sort("posts", Category.post_count, int),
    )
    empty_words = "No categories yet. They come with the posts that name them, or from here."

    def page(self, state: ListState) -> Stretch[Any]:
        """The tree, branch by branch; by name where something narrows it, or it is very large."""
        in_tree = self.sort_of(state).name == "tree" and not state.is_narrowed
        branches = category_tree() if in_tree else None
        if branches is None:
            return super().page(state)
        ids = [branch.id for branch in branches]
        start = _start(ids, state)
        shown = ids[start : start + state.rows]
        rows = {
            row.id: row
            for row in db.session.scalars(self.list_select().where(Category.id.in_(shown)))
        }
        return Stretch(
            [rows[each] for each in shown if each in rows],
            newer=encode((ids[start],)) if start else None,
            older=encode((shown[-1],)) if start + state.rows < len(ids) else None,
        )

    def dress(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Each row with the names above it, from the top; one statement for the page."""
        paths = above([row.id for row in rows]) if rows else {}
        for row in rows:
            row.path = [name for _, name in paths[row.id]]
        return rows

    def export_value(self, row: Any, name: str) -> Any:
        """The path as one text."""
        return " › ".join(row.path) if name == "path" else super().export_value(row, name)

    def goes_with(self, row: Any) -> list[tuple[str, str]]:
        """The posts that lose it, and the categories under it, which move up."""
        goes = super().goes_with(row)
        count = len(children_of([row.id]))
        if count:
            path = above([row.id])[row.id]
            where = f"up to “{path[-1][1]}”" if path else "to the top"
            names = named(names_under(row.id, SHOWN), count)
            what = "category under it moves" if count == 1 else "categories under it move"
            goes.append((capped(count), f"{what} {where}: {names}"))
        return goes


def _start(ids: Sequence[int], state: ListState) -> int:
    """Where in the tree the page starts. Raises `BadCursor` where its neighbour is gone."""
    cursor = state.after or state.before
    if not cursor:
        return 0
    (at,) = decode(cursor, (int,))
    if at not in ids:
        raise BadCursor
    place = ids.index(at)
    return place + 1 if state.after else max(0, place - state.rows)
