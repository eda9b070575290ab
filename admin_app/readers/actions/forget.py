"""Comments that go for good, and leave nothing of their readers in history."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import Table, bindparam, delete, select, update

from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.ids import among
from admin_app.readers.erasing import NAMELESS, Traces
from admin_app.readers.models import Appeal, Comment
from admin_app.readers.queries import personal

_COMMENT: Final[Any] = Comment.__table__
_APPEAL: Final[Any] = Appeal.__table__
_CHANGE: Final[Any] = Change.__table__
_CHANGESET: Final[Any] = Changeset.__table__


def forget_comments(ids: Collection[int]) -> int:
    """Delete these comments with their history, and the names out of what was done to them.

    Answers to them stay, and begin threads of their own. It can't be undone. How many there were.
    """
    if not ids:
        return 0
    unname_saves(ids, Traces("", frozenset(_labels(ids))))
    forget_appeals(ids)
    return drop_comments(ids)


def drop_comments(ids: Collection[int]) -> int:
    """Delete these comments with their history, and nothing else; how many there were."""
    forget_history("comment", ids)
    gone = db.session.execute(delete(_COMMENT).where(among(_COMMENT.c.id, ids)))
    return int(getattr(gone, "rowcount", 0))


def forget_appeals(comment_ids: Collection[int]) -> int:
    """Delete the appeals over these comments, with their history; how many there were."""
    found = personal.appeals_of(comment_ids)
    forget_history("appeal", [row.id for row in found])
    db.session.execute(delete(_APPEAL).where(among(_APPEAL.c.comment_id, comment_ids)))
    return len(found)


def forget_history(entity: str, ids: Collection[int]) -> None:
    """Delete what history knows of these rows; the saves stay, without them."""
    if ids:
        these = (_CHANGE.c.entity == entity) & among(_CHANGE.c.entity_id, ids)
        db.session.execute(delete(_CHANGE).where(these))


def unname_saves(ids: Collection[int], traces: Traces) -> int:
    """Take the reader out of the words for what was done to these comments; how many changed."""
    changed = 0
    for rows in personal.changesets_about(ids):
        told = ((row, _unnamed_save(row, traces)) for row in rows)
        changed += store_each(
            _CHANGESET,
            ({"id": row.id, **left} for row, left in told if left != _as_stored(row)),
            "summary",
            "actor_name",
        )
    return changed


def _as_stored(row: Any) -> dict[str, Any]:
    return {"summary": row.summary, "actor_name": row.actor_name}


def _unnamed_save(row: Any, traces: Traces) -> dict[str, Any]:
    """What is left of a save; one that the reader made themselves is nobody's."""
    own = row.actor_id is None and row.actor_name in traces.names
    return {
        "summary": traces.without(row.summary),
        "actor_name": NAMELESS if own else row.actor_name,
    }


def store_each(
    table: Table, rows: Iterable[dict[str, Any]], *names: str, moves: bool = False
) -> int:
    """Store these columns of these rows, told by their `id`; with `moves` their version goes on."""
    given = [{f"new_{name}": value for name, value in row.items()} for row in rows]
    if not given:
        return 0
    values: dict[str, Any] = {
        name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names
    }
    if moves:
        values["version"] = table.c.version + 1
    statement = update(table).where(table.c.id == bindparam("new_id")).values(values)
    db.session.connection().execute(statement, given)
    return len(given)


def _labels(ids: Collection[int]) -> set[str]:
    """The names that these comments stand under, now and in history."""
    now_ = select(_COMMENT.c.author_name).where(among(_COMMENT.c.id, ids))
    then = select(_CHANGE.c.label).where(
        _CHANGE.c.entity == "comment", among(_CHANGE.c.entity_id, ids)
    )
    return set(db.session.scalars(now_.union(then))) - {"", NAMELESS}
