"""What the worker does for comments now and then."""

from __future__ import annotations

from admin_app.extensions import db
from admin_app.outbox.registry import housekeeping
from admin_app.readers.actions.traces import look_after_traces
from admin_app.readers.queries.traces import anything_due
from admin_app.unit_of_work import one_commit, retrying

PORTIONS = 20


@housekeeping(every=2)
def trace_comments() -> None:
    """Keep what comments are found by, where a save has not done so itself."""
    for _ in range(PORTIONS):
        due = anything_due()
        db.session.rollback()  # the read ends here
        if not due:
            return
        retrying(_look_at_some)


def _look_at_some() -> None:
    with one_commit("Looked what comments are found by", record=False):
        look_after_traces()
