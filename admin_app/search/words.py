"""The words of a search, and which rows hold them: a condition for each of the two databases."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    or_,
    table,
)
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from admin_app.web.text import one_line

SHORTEST_BEGINNING = 3
LONGEST = 200
"""Characters of a search that count; the rest is not looked at."""
_SEEN = "{title excerpt body}"


def searched_words(words: str) -> list[str]:
    """The words that count: those with a letter or digit, within the first `LONGEST` characters."""
    return [
        word
        for word in one_line(words)[:LONGEST].split()
        if any(character.isalnum() for character in word)
    ]


class Sought:
    """The words of a search that count; `begun` says that the last may be only a beginning."""

    def __init__(self, words: str, begun: bool, by_readers: bool) -> None:
        self.words = searched_words(words)
        self.begun = begun and bool(self.words) and len(self.words[-1]) >= SHORTEST_BEGINNING
        self.by_readers = by_readers


def in_tsvector(model: Any, sought: Sought) -> ColumnElement[bool]:
    """Whether a row of the model holds them, on PostgreSQL."""
    query, index = tsquery(sought), index_of(model)
    found = and_(model.id == index.c.id, holds(index.c.vector, query))
    if not sought.by_readers:
        return found
    # Words of own fields have the weight A. The index knows no weights, so that it is asked for
    # all words, and only a text that has such fields is looked at again.
    seen = func.ts_filter(index.c.vector, literal_column("'{b,c,d}'::\"char\"[]"))
    return and_(found, or_(model.own_words == literal_column("''"), holds(seen, query)))


def tsquery(sought: Sought) -> Any:
    """What a vector of words is held against."""
    # The words stand in the SQL itself, as an escaped literal, so that the planner knows how
    # common they are, and what else the rows must be: a parameter would give one plan for all.
    words = sought.words
    whole, last = (words[:-1], words[-1]) if sought.begun else (words, "")
    query: Any = func.plainto_tsquery(_SIMPLE, _literal(" ".join(whole)))
    if sought.begun:
        quoted = last.replace("\\", "").replace("'", "''")
        query = query.op("&&")(func.to_tsquery(_SIMPLE, _literal(f"'{quoted}':*")))
    return query


def holds(vector: Any, query: Any) -> ColumnElement[bool]:
    """Whether it holds all of them."""
    held: ColumnElement[bool] = vector.op("@@", is_comparison=True)(query)
    return held


@cache
def index_of(model: Any) -> Any:
    """The table of a model's words on PostgreSQL: `id` and `vector`."""
    # One object a model: two of them in a statement would be two tables, each with each.
    return table(f"{model.__tablename__}_search", column("id"), column("vector"))


_SIMPLE: Any = literal_column("'simple'::regconfig")


def _literal(text: str) -> Any:
    return bindparam("words", text, String(), unique=True, literal_execute=True)


def in_fts5(model: Any, sought: Sought) -> ColumnElement[bool]:
    """Whether a row of the model holds them, on SQLite."""
    # A join, not IN: the index yields ids in order, and the first page stops after its rows
    # however many there are. The unary plus keeps the planner from probing it row by row.
    index = fts5(model)
    query = " ".join('"' + word.replace('"', '""') + '"' for word in sought.words) or '""'
    if sought.begun:
        query += "*"
    if sought.by_readers:
        query = f"{_SEEN} : ({query})"
    found: ColumnElement[int] = UnaryExpression(index.c.rowid, operator=custom_op("+"))
    return and_(model.id == found, index.c.query.op("MATCH", is_comparison=True)(query))


@cache
def fts5(model: Any) -> Any:
    """The index of a model's words on SQLite: `rowid`, and the hidden column to ask it by."""
    name = f"{model.__tablename__}_fts"
    return table(name, column("rowid"), _hidden(name))


def _hidden(name: str) -> Any:
    # FTS5 is asked through a hidden column that bears the index's own name.
    hidden: Any = column(name)
    hidden.key = "query"
    return hidden
