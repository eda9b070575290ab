"""Full-text search, which both databases answer from their index.

`found_page` gives the newest rows that hold the words, a page at a time, as fast for a word that
stands in every row as for one that stands in none. `matching` is the condition alone, for whoever
takes all the rows for which it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false

from admin_app.extensions import db
from admin_app.keyset import Place, Stretch, cut_page, page_statement
from admin_app.search.walk import Walk
from admin_app.search.words import Sought, fts5, in_fts5, in_tsvector, searched_words
from admin_app.web.cursors import decode

__all__ = ["found_page", "matching", "newest_found", "searched_words"]


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

    `rows` are plain columns, the model's `id` among them, and leave the words to this: which hold
    them, says `matching`. Raises `BadCursor` for a cursor of another list.
    """
    found = _found(rows, model, Sought(words, begun, by_readers), place, size + 1)
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
    """The first `most` of these `rows` of a model that hold the words, as on a `found_page`."""
    return _found(rows, model, Sought(words, begun, by_readers), Place(), most)


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
    sought = Sought(words, begun, by_readers)
    if db.engine.dialect.name == "sqlite":
        return in_fts5(model, sought)
    return in_tsvector(model, sought)


def _found(
    rows: Select[*tuple[Any, ...]], model: Any, sought: Sought, place: Place, most: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    start: int | None = decode(place.cursor, (int,))[0] if place.cursor else None
    if not sought.words or _finds_nothing(rows):
        return []
    if db.engine.dialect.name == "sqlite":
        # FTS5 gives its rows in this order, however many there are.
        rows = rows.where(in_fts5(model, sought))
        held = page_statement(rows, {fts5(model).c.rowid: int}, place, most - 1)
        return db.session.execute(held).all()
    # By their ids first: what goes with a row is joined to those of the page alone.
    ids = Walk(rows, model, sought, place, start, most).ids_found()
    page = page_statement(rows.where(model.id.in_(ids)), {model.id: int}, place, most - 1)
    return db.session.execute(page).all()


def _finds_nothing(rows: Select[*tuple[Any, ...]]) -> bool:
    """Whether one of the conditions holds for no row at all: then there is nothing to ask for.

    SQLAlchemy leaves out all conditions beside such a one, also that which joins the index.
    """
    return rows.whereclause is not None and rows.whereclause.compare(and_(false(), false()))
