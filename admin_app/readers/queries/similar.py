"""Earlier comments with much the same text, and how they were decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, cast, func, literal_column, select, true, union_all

from admin_app.extensions import db
from admin_app.ids import among_given, given_ids
from admin_app.people.models import User
from admin_app.readers.models import Comment, CommentStatus, Trace
from admin_app.readers.queries.traces import BANDS, SHARED

LOOKED_AT = 10
"""So many of the newest earlier comments are looked at for each band."""
FIRST_WORDS = 160
SHOWN = 3
"""So many of those that are found are given out, the newest."""
STATES = tuple(CommentStatus)


def similar(comment_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The newest earlier comments like each of these, up to `SHOWN`, by id; one statement.

    Each has id, status, author_name, decided_at, decided_by and the first words of its text; and
    `decided`, how many of all that were found have each of the states in `STATES`, as a text.
    """
    found: dict[int, list[Any]] = defaultdict(list)
    if comment_ids:
        statement = _similar(db.engine.dialect.name)
        for row in db.session.execute(statement, {"ids": given_ids(comment_ids)}):
            found[row.card].append(row)
    return found


def decided(rows: Sequence[Any]) -> dict[CommentStatus, int]:
    """How many comments like one are in each state that any is in, by what `similar` has of it."""
    counts = zip(STATES, map(int, rows[0].decided.split()), strict=True) if rows else ()
    return {status: count for status, count in counts if count}


@cache
def _similar(dialect: str) -> Select[Any]:
    """For each card the newest that share a band, band by band; of those, the ones that share two.

    The newest of each band come as one value, since only so a limit for each card can be said in
    words that both databases know.
    """
    card = Trace.__table__.alias("card")
    near = (
        select(
            card.c.comment_id.label("card"),
            *(_newest(card, band, dialect).label(band) for band in BANDS),
        )
        .where(among_given(card.c.comment_id, "ids"))
        .cte("near")
    )
    pairs = union_all(*(_each(near, band, dialect) for band in BANDS)).subquery("pair")
    # bounded: by the cards, and by what is looked at for each
    alike = (
        select(pairs.c.card, pairs.c.other)
        .group_by(pairs.c.card, pairs.c.other)
        .having(func.count() >= literal_column(str(SHARED)))
        .subquery("alike")
    )
    comment = Comment.__table__
    placed = (
        select(
            alike.c.card,
            alike.c.other,
            func.row_number()
            .over(partition_by=alike.c.card, order_by=alike.c.other.desc())
            .label("place"),
            _counts(comment.c.status, alike.c.card).label("decided"),
        )
        .select_from(alike.join(comment, comment.c.id == alike.c.other))
        .subquery("placed")
    )
    other, decider = comment.alias("other"), User.__table__.alias("decider")
    words = func.substr(other.c.body, literal_column("1"), literal_column(str(FIRST_WORDS)))
    return (
        select(
            placed.c.card,
            other.c.id,
            other.c.status,
            other.c.author_name,
            other.c.decided_at,
            decider.c.name.label("decided_by"),
            words.label("words"),
            placed.c.decided,
        )
        .select_from(
            placed.join(other, other.c.id == placed.c.other).outerjoin(
                decider, decider.c.id == other.c.decided_by_id
            )
        )
        .where(placed.c.place <= literal_column(str(SHOWN)))
        .order_by(placed.c.card, other.c.id.desc())
    )


def _counts(status: Any, card: Any) -> Any:
    """How many of the card's have each state, with spaces between."""
    # bounded: by the cards, and by what is looked at for each
    numbers = [
        func.count().filter(status == literal_column(f"'{one.value}'")).over(partition_by=card)
        for one in STATES
    ]
    told: Any = cast(numbers[0], Text)
    for number in numbers[1:]:
        told = told + literal_column("' '") + cast(number, Text)
    return told


def _newest(card: Any, band: str, dialect: str) -> Any:
    other = Trace.__table__.alias()
    newest = (
        select(other.c.comment_id)
        .where(other.c[band] == card.c[band], other.c.comment_id < card.c.comment_id)
        .order_by(other.c.comment_id.desc())
        .limit(literal_column(str(LOOKED_AT)))
        .correlate(card)
        .subquery()
    )
    gather = func.array_agg if dialect == "postgresql" else func.json_group_array
    return select(gather(newest.c.comment_id)).correlate(card).scalar_subquery()


def _each(near: Any, band: str, dialect: str) -> Any:
    on_postgresql = dialect == "postgresql"
    spread = func.unnest if on_postgresql else func.json_each
    each = spread(near.c[band]).table_valued("value", name=f"of_{band}")
    if on_postgresql:
        each = each.render_derived()
    return select(near.c.card, each.c.value.label("other")).select_from(near.join(each, true()))
