"""Full-text search, which both databases answer from their index.

`found_page` gives the newest rows that hold the words, a page at a time, as fast for a word that
stands in every row as for one that stands in none. `matching` is the condition alone, for whoever
takes all the rows for which it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    bindparam,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    union_all,
)
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from admin_app.extensions import db
from admin_app.keyset import Place, Stretch, cut_page, page_statement
from admin_app.web.cursors import decode
from admin_app.web.text import one_line

SHORTEST_BEGINNING = 3
LONGEST = 200
_SEEN = "{title excerpt body}"
"""Characters of a search that count; the rest is not looked at."""
NEAR = 40
"""Ids looked at by date, for each row that is wanted, before the index is asked for all others."""


def found_page(
    rows: Select[*tuple[Any, ...]],
    model: Any,
    words: str,
    place: Place,
    size: int,
    *,
    begun: bool = False,
    by_readers: bool = False,
) -> Stretch[Any]:
    """`size` of these `rows` of a model that hold the words, the newest id first.

    `rows` select the model's `id` among their columns, and leave the words to this. Which hold
    them, says `matching`. Raises `BadCursor` for a cursor of another list.
    """
    found = _found(rows, model, words, place, size + 1, begun, by_readers)
    return cut_page(found, place, size, lambda row: (row.id,))


def newest_found(
    rows: Select[*tuple[Any, ...]],
    model: Any,
    words: str,
    most: int,
    *,
    begun: bool = False,
    by_readers: bool = False,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The first `most` of these `rows` of a model that hold the words, the newest id first."""
    return _found(rows, model, words, Place(), most, begun, by_readers)


def matching(
    model: Any, words: str, *, begun: bool = False, by_readers: bool = False
) -> ColumnElement[bool]:
    """True for the rows of `model` (Post, Page, Comment or Media) that hold each of the words.

    With `begun`, the last word may be the beginning of one, if it has three characters or more.
    `by_readers`, a post or page is not found by what its site's own fields hold: not all of those
    are for readers.

    Nothing in `words` is an operator or a pattern, so any text is a search; one without a letter
    or digit finds nothing.
    """
    kept = searched_words(words)
    begun = begun and bool(kept) and len(kept[-1]) >= SHORTEST_BEGINNING
    if db.engine.dialect.name == "sqlite":
        return _in_fts5(model, kept, begun, by_readers)
    return _in_tsvector(model, kept, begun, by_readers)


def searched_words(words: str) -> list[str]:
    """The words that count: those with a letter or digit, within the first `LONGEST` characters."""
    return [
        word
        for word in one_line(words)[:LONGEST].split()
        if any(character.isalnum() for character in word)
    ]


def _found(
    rows: Select[*tuple[Any, ...]],
    model: Any,
    words: str,
    place: Place,
    most: int,
    begun: bool,
    by_readers: bool,
) -> Sequence[Row[*tuple[Any, ...]]]:
    if not searched_words(words):
        return []
    rows = rows.where(matching(model, words, begun=begun, by_readers=by_readers))
    if db.engine.dialect.name == "sqlite":
        # FTS5 gives its rows in this order, however many there are.
        statement = page_statement(rows, {_fts5(model).c.rowid: int}, place, most - 1)
        return db.session.execute(statement).all()
    # Left to itself, PostgreSQL walks all ids by date for a word of which it thinks that a page
    # of it is soon found, and unpacks the words of each: seconds for a word that is in none of a
    # million texts. So the walk ends after some of them. Only if they are no page, what lies beyond
    # is asked of the GIN index, which has no order: the sum keeps any walk from looking cheaper.
    ids = _words(model).c.id
    edge = _edge(ids, place, most * NEAR)
    near, beyond = (ids < edge, ids >= edge) if place.goes_back else (ids > edge, ids <= edge)
    first = page_statement(rows.where(near), {ids: int}, place, most - 1).cte("near")
    too_few = select(func.count()).select_from(first).scalar_subquery() < literal(most)
    by_index = {ids + literal_column("0"): int}
    rest = page_statement(rows.where(beyond, too_few), by_index, place, most - 1)
    both = union_all(select(first), rest).subquery("found")
    statement = page_statement(select(both), {both.c.id: int}, place, most - 1)
    return db.session.execute(statement).all()


def _edge(ids: Any, place: Place, away: int) -> ColumnElement[int]:
    """The id so far away from where the page starts, in the direction that it goes."""
    if not place.cursor:
        newest: ColumnElement[int] = select(func.max(ids)).scalar_subquery()
        return newest - literal(away)
    (start,) = decode(place.cursor, (int,))
    edge = start + away if place.goes_back else start - away
    return literal(max(-_LARGEST_ID, min(edge, _LARGEST_ID)))


def _in_tsvector(
    model: Any, words: list[str], begun: bool, by_readers: bool
) -> ColumnElement[bool]:
    # The words stand in the SQL itself, as an escaped literal, so that the planner knows how
    # common they are: it walks the ids backwards for a common word and reads the GIN index for a
    # rare one. A parameter would give one plan for both, and one of them would take seconds.
    whole, last = (words[:-1], words[-1]) if begun else (words, "")
    query: Any = func.plainto_tsquery(_SIMPLE, _literal(" ".join(whole)))
    if begun:
        quoted = last.replace("\\", "").replace("'", "''")
        query = query.op("&&")(func.to_tsquery(_SIMPLE, _literal(f"'{quoted}':*")))
    index = _words(model)
    found = and_(model.id == index.c.id, _holds(index.c.vector, query))
    if not by_readers:
        return found
    # Words of own fields have the weight A. The index knows no weights, so that it is asked for
    # all words, and only a text that has such fields is looked at again.
    seen = func.ts_filter(index.c.vector, literal_column("'{b,c,d}'::\"char\"[]"))
    return and_(found, or_(model.own_words == literal_column("''"), _holds(seen, query)))


def _holds(vector: Any, query: Any) -> ColumnElement[bool]:
    held: ColumnElement[bool] = vector.op("@@", is_comparison=True)(query)
    return held


@cache
def _words(model: Any) -> Any:
    # One object a model: two of them in a statement would be two tables, each with each.
    return table(f"{model.__tablename__}_search", column("id"), column("vector"))


_LARGEST_ID = 2**63 - 1
_SIMPLE: Any = literal_column("'simple'::regconfig")


def _literal(text: str) -> Any:
    return bindparam("words", text, String(), unique=True, literal_execute=True)


def _in_fts5(model: Any, words: list[str], begun: bool, by_readers: bool) -> ColumnElement[bool]:
    # A join, not IN: the index yields ids in order, and the first page stops after its rows
    # however many there are. The unary plus keeps the planner from probing it row by row.
    index = _fts5(model)
    query = " ".join('"' + word.replace('"', '""') + '"' for word in words) or '""'
    if begun:
        query += "*"
    if by_readers:
        query = f"{_SEEN} : ({query})"
    found: ColumnElement[int] = UnaryExpression(index.c.rowid, operator=custom_op("+"))
    return and_(model.id == found, index.c.query.op("MATCH", is_comparison=True)(query))


@cache
def _fts5(model: Any) -> Any:
    name = f"{model.__tablename__}_fts"
    return table(name, column("rowid"), _hidden(name))


def _hidden(name: str) -> Any:
    # FTS5 is asked through a hidden column that bears the index's own name.
    hidden: Any = column(name)
    hidden.key = "query"
    return hidden
