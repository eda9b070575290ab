"""What the worker does for content now and then."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from admin_app.columns import now
from admin_app.content.media.library import media_storage
from admin_app.content.queries.media import keys_in_use
from admin_app.content.queries.tallies import fold_tallies, many_differences
from admin_app.outbox.registry import housekeeping
from admin_app.unit_of_work import one_commit

DAY = 24 * 3600
# A file outlives its row this long, so that Undo brings both back.
GRACE = timedelta(days=30)


@housekeeping(every=DAY)
def sweep_files() -> None:
    """Remove files that no row has named for the time of grace, and what failed uploads left."""
    known = keys_in_use(now() - GRACE)
    removed = media_storage().sweep(known, older_than=DAY)
    if removed:
        current_app.logger.info("media: removed %d files that no row names", len(removed))


@housekeeping(every=600)
def fold() -> None:
    """Make one row of the differences behind each tab's count, where many have come together."""
    if many_differences():
        with one_commit("Folded the counts", record=False):
            fold_tallies()
