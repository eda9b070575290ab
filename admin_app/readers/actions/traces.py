"""What comments are found by: kept in the save's own commit, and looked after later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Connection, Table, delete, event, insert
from sqlalchemy.orm.attributes import get_history

from admin_app.extensions import db
from admin_app.ids import among
from admin_app.readers.models import Comment, LinkDomain, Trace, TraceDue
from admin_app.readers.queries.traces import BANDS, due_traces
from admin_app.readers.traces import Traces, traces_of

PORTION = 1_000
TRACE = cast(Table, Trace.__table__)
LINK_DOMAIN = cast(Table, LinkDomain.__table__)
COLUMNS = ("comment_id", *BANDS)
LOOKED_AT = ("body", "author_url")


def look_after_traces() -> int:
    """Put right what is kept of the next comments that were written; how many there were.

    Most of them are right already: a save keeps them itself. Imports and undo do not.
    """
    rows = due_traces(PORTION)
    if not rows:
        return 0
    due = [row.comment_id for row in rows]
    db.session.execute(delete(TraceDue).where(among(TraceDue.comment_id, due)))
    wrong = {}
    for row in rows:
        if row.body is None:  # it is gone again
            continue
        found = traces_of(row.body, row.author_url)
        kept = row.traced is not None and (row.band_1, row.band_2, row.band_3, row.band_4)
        if kept != found.bands:
            wrong[row.comment_id] = found
    if wrong:
        connection = db.session.connection()
        for table in (TRACE, LINK_DOMAIN):
            connection.execute(delete(table).where(among(table.c.comment_id, wrong)))
        _keep(connection, wrong)
    return len(due)


def _keep(connection: Connection, traces: Mapping[int, Traces]) -> None:
    rows = [
        dict(zip(COLUMNS, (comment_id, *found.bands), strict=True))
        for comment_id, found in traces.items()
    ]
    connection.execute(insert(TRACE), rows)
    named = [
        {"domain": site, "comment_id": comment_id}
        for comment_id, found in traces.items()
        for site in found.sites
    ]
    if named:
        connection.execute(insert(LINK_DOMAIN), named)


def _after_write(_mapper: Any, connection: Connection, comment: Comment) -> None:
    """The traces of a comment that was flushed; a trigger has taken its older ones away."""
    if any(get_history(comment, name).has_changes() for name in LOOKED_AT):
        found = traces_of(comment.body, comment.author_url or "")
        _keep(connection, {comment.id: found})


for _moment in ("after_insert", "after_update"):
    event.listen(Comment, _moment, _after_write)
