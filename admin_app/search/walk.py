"""The ids of a page of a search on PostgreSQL, in as little work as there is to be done."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    and_,
    case,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from admin_app.keyset import Place, page_statement
from admin_app.search.words import Sought, holds, in_tsvector, index_of, tsquery

NEAR = 40
"""Ids looked through in their order, for each row that is wanted, before anything else is."""
INDEX_EFFORT = 16
"""What one row takes that the index gives: to look it up, and what it is joined to."""
WALK_EFFORT = {"post": 64, "page": 64}
"""What one row takes that is walked over. The words of a text are stored apart and packed; those of
anything else are in the row, and take next to nothing."""
# So far that nothing is there, and sums of it are numbers still.
_FAR = 2**62


class Walk:
    """How far ids are walked in their order, and what is asked of the index of words instead.

    Left to itself, PostgreSQL walks all ids in their order for a word of which it thinks that a
    page of it is soon found, and unpacks the words of each: seconds for a word that is in none of a
    million texts. So the walk ends after some ids. What it found tells how far it is to the end of
    a page, and how many rows the GIN index would give, all there are and in no order. The walk goes
    on, as far as four times the way to that end, where that is less work; what lies beyond is asked
    of GIN.
    """

    def __init__(
        self, rows: Any, model: Any, sought: Sought, place: Place, start: int | None, most: int
    ) -> None:
        index = index_of(model).c
        self._ids, self._key = index.id, model.id
        self._effort = WALK_EFFORT.get(model.__tablename__, 1)
        only = rows.with_only_columns(model.id, maintain_column_froms=True)
        self._rows = only.where(in_tsvector(model, sought))
        self._holds = holds(index.vector, tsquery(sought))
        self._place, self._most = place, most
        self._away = most * NEAR
        self._way = -1 if place.goes_back else 1
        newest = select(func.max(self._ids)).correlate(None).scalar_subquery()
        self._newest: Any = newest
        self._start: Any = newest if start is None else _number(max(-_FAR, min(start, _FAR)))
        self._is_first = start is None

    def ids_found(self) -> CompoundSelect[int]:
        """All of the page, and perhaps some beyond it."""
        edge = self._start - _number(self._way * self._away)
        # Said of both sides of the join: the planner does not conclude the one from the other.
        close = (*self._close(self._ids, edge), *self._close(self._key, edge))
        near = self._page(self._rows.where(*close), self._ids, "near")
        found = select(
            _count(near).label("many"), self._newest.label("newest"), edge.label("edge")
        ).cte("found")
        reach = self._reach(found.c)
        goes_on, further = _one(reach.goes_on), _one(reach.further)
        walked = self._walked(goes_on, self._within(further), ~self._within(edge))
        next_ones = self._page(self._rows.where(self._key == walked), walked, "next_ones")
        # The sum keeps any walk from looking cheaper than the index.
        beyond = self._rows.where(
            _one(found.c.many) + _count(next_ones) < _number(self._most), ~self._within(further)
        )
        rest = self._page(beyond, self._ids + literal_column("0"), "rest")
        return union_all(*(select(part) for part in (near, next_ones, rest)))

    def _reach(self, found: Any) -> Any:
        """Whether the walk goes on, and as far as which id."""
        few = _one(found.many) < _number(self._most)
        close = self._close(self._ids, _one(found.edge))
        seen = select(self._ids).where(self._holds, few, *close)
        in_all = _count(seen.limit(literal_column(str(self._away))).cte("seen"))
        many: Any = func.greatest(found.many, _number(1))
        walk = _number(self._effort * self._most * self._away**2)
        shorter = many * in_all * found.newest * _number(INDEX_EFFORT) >= walk
        goes_on = and_(few, shorter)
        further = found.edge - _number(4 * self._way * self._most * self._away).op("/")(many)
        return (
            select(
                goes_on.label("goes_on"),
                case((goes_on, further), else_=found.edge).label("further"),
            )
            .cte("reach")
            .c
        )

    def _walked(self, *where: Any) -> Any:
        """The ids there that hold the words, one after the other."""
        # What is true is what holds, but not to the planner, which has no index for it; and behind
        # a LIMIT it puts nothing in another order.
        held = select(self._ids).where(self._holds.is_(True), *where)
        order = self._ids.asc() if self._place.goes_back else self._ids.desc()
        most: Any = literal_column(str(4 * self._most * self._away))
        return held.order_by(order).limit(most).subquery("walked").c.id

    def _page(self, rows: Any, key: Any, name: str) -> CTE:
        ordered: Any = page_statement(rows, {key: int}, self._place, self._most - 1)
        return ordered.cte(name)  # type: ignore[no-any-return]

    def _close(self, ids: Any, edge: Any) -> tuple[Any, ...]:
        """From where the page starts to the edge."""
        to_edge = ids > edge if self._way > 0 else ids < edge
        if self._is_first:
            return (to_edge,)
        return to_edge, ids < self._start if self._way > 0 else ids > self._start

    def _within(self, edge: Any) -> Any:
        return self._ids > edge if self._way > 0 else self._ids < edge


def _one(column: Any) -> Any:
    """The value of this column of the one row that its table has."""
    return select(column).scalar_subquery()


def _count(part: CTE) -> Any:
    # bounded: each part ends after a page, or after the ids that the walk has seen.
    return select(func.count()).select_from(part).scalar_subquery()


def _number(value: int) -> ColumnElement[int]:
    return literal(value, BigInteger())
