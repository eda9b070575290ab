"""What the outbox tidies up after itself."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.outbox.models import OutboxMessage
from admin_app.outbox.queries import finished_before
from admin_app.outbox.registry import housekeeping
from admin_app.unit_of_work import forget_form_keys, one_commit

# Letters hold addresses and links to accounts: long enough to answer "did it go out?", no longer.
KEPT = timedelta(days=30)
AT_ONCE = 1000


@housekeeping(every=3600)
def forget_finished() -> None:
    """Delete messages that were sent or discarded and are older than `KEPT`."""
    while ids := finished_before(now() - KEPT, AT_ONCE):
        with one_commit("Forgot old messages", record=False):
            db.session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(ids)))


@housekeeping(every=3600)
def forget_answers() -> None:
    """Delete the answers to forms that were sent more than `KEPT` ago: no copy comes so late."""
    with one_commit("Forgot old forms", record=False):
        forget_form_keys(now() - KEPT)
