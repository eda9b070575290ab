"""Selects over the trees of categories and of pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, literal, select

from admin_app.content.models import Category, Page
from admin_app.extensions import db
from admin_app.ids import among

MOST_BRANCHES = 1000
"""A tree of more categories is shown as a list by name."""
DEEPEST = 100
# Whoever moves a category or a page holds this, on PostgreSQL; any number that nothing else uses.
_LOCK = 7_216_405


@dataclass(frozen=True)
class Branch:
    """A category in its place: `depth` 0 is the top."""

    id: int
    name: str
    depth: int


def category_tree() -> list[Branch] | None:
    """Every category, each followed by those under it, by name; None when there are too many."""
    rows = db.session.execute(
        select(Category.id, Category.parent_id, Category.name)
        .order_by(Category.name, Category.id)
        .limit(MOST_BRANCHES + 1)
    ).all()
    if len(rows) > MOST_BRANCHES:
        return None
    under: dict[int | None, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        under[row.parent_id].append((row.id, row.name))
    found: list[Branch] = []
    waiting = [(each, 0) for each in reversed(under[None])]
    while waiting:
        (category_id, name), depth = waiting.pop()
        found.append(Branch(category_id, name, depth))
        waiting += [(each, depth + 1) for each in reversed(under[category_id])]
    # Were there a circle all the same, nobody could reach it from the top.
    reached = {branch.id for branch in found}
    found += [Branch(row.id, row.name, 0) for row in rows if row.id not in reached]
    return found


def categories_by_name(limit: int) -> list[Branch]:
    """The first categories by name, as if all stood at the top."""
    rows = db.session.execute(
        select(Category.id, Category.name).order_by(Category.name, Category.id).limit(limit)
    )
    return [Branch(row.id, row.name, 0) for row in rows]


def above(
    ids: Collection[int], model: type[Category | Page] = Category
) -> dict[int, list[tuple[int, str]]]:
    """What stands above each of these, from the top, as (id, name or title); one statement."""
    start = select(
        model.id.label("of"), model.parent_id.label("at"), literal(1).label("step")
    ).where(among(model.id, ids), model.parent_id.is_not(None))
    up = start.cte("up", recursive=True)
    up = up.union_all(
        select(up.c.of, model.parent_id, up.c.step + 1)
        .join(model, model.id == up.c.at)
        .where(model.parent_id.is_not(None), up.c.step < DEEPEST)
    )
    called = Page.title if model is Page else Category.name
    rows = db.session.execute(
        select(up.c.of, model.id, called)
        .join(model, model.id == up.c.at)
        .order_by(up.c.of, up.c.step.desc())
    )
    found: dict[int, list[tuple[int, str]]] = {row_id: [] for row_id in ids}
    for of, above_id, name in rows:
        found[of].append((above_id, name))
    return found


def parents_of(ids: Collection[int]) -> dict[int, int | None]:
    """The id of the category above each of these."""
    rows = db.session.execute(
        select(Category.id, Category.parent_id).where(among(Category.id, ids)).order_by(Category.id)
    )
    return {row.id: row.parent_id for row in rows}


def children_of(ids: Collection[int]) -> dict[int, int]:
    """The categories right under these: the id of each, and of the one that it stands under."""
    rows = db.session.execute(
        select(Category.id, Category.parent_id)
        .where(among(Category.parent_id, ids))
        .order_by(Category.id)
    )
    return {row.id: row.parent_id for row in rows}


def names_under(category_id: int, limit: int) -> list[str]:
    """The names of the categories right under this one."""
    return list(
        db.session.scalars(
            select(Category.name)
            .where(Category.parent_id == category_id)
            .order_by(Category.name, Category.id)
            .limit(limit)
        )
    )


def is_there(row_id: int, model: type[Category | Page] = Category) -> bool:
    """Whether there is such a row; nobody deletes it until the unit of work ends."""
    found = db.session.scalar(
        select(model.id).where(model.id == row_id).with_for_update(read=True, key_share=True)
    )
    return found is not None


def hold_the_tree() -> None:
    """Nobody else moves a category or a page until the unit of work ends.

    Two moves at once could each be fine and together make a circle. SQLite has one writer anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
