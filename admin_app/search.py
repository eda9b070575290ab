"""Full-text search: one condition that both databases answer from their index.

`select(Post).where(matching(Post, "some words")).order_by(found_id(Post).desc()).limit(26)` is fast
for a word that stands in every row and for one that stands in none.
"""

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

from admin_app.extensions import db
from admin_app.web.text import one_line

SHORTEST_BEGINNING = 3
LONGEST = 200
_SEEN = "{title excerpt body}"
"""Characters of a search that count; the rest is not looked at."""


def matching(
    model: Any, words: str, *, begun: bool = False, by_readers: bool = False
) -> ColumnElement[bool]:
    """True for the rows of `model` (Post, Page, Comment or Media) that hold each of the words.

    With `begun`, the last word may be the beginning of one, if it has three characters or more.
    `by_readers`, a post or page is not found by what its site's own fields hold: not all of those
    are for readers.

    Nothing in `words` is an operator or a pattern, so any text is a search; one without a letter
    or digit finds nothing. Order and page what is found by `found_id(model)`.
    """
    kept = searched_words(words)
    begun = begun and bool(kept) and len(kept[-1]) >= SHORTEST_BEGINNING
    if db.engine.dialect.name == "sqlite":
        return _in_fts5(model, kept, begun, by_readers)
    return _in_tsvector(model, kept, begun, by_readers)


def found_id(model: Any) -> ColumnElement[int]:
    """The id of a found row, to sort and page by: the index gives the rows in this order."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    found: ColumnElement[int] = _fts5(model).c.rowid if on_sqlite else _words(model).c.id
    return found


def searched_words(words: str) -> list[str]:
    """The words that count: those with a letter or digit, within the first `LONGEST` characters."""
    return [
        word
        for word in one_line(words)[:LONGEST].split()
        if any(character.isalnum() for character in word)
    ]


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
