"""What the worker does now and then for those who sign in."""

from __future__ import annotations

from datetime import timedelta

from admin_app.columns import now
from admin_app.extensions import db
from admin_app.outbox.registry import housekeeping
from admin_app.people.sign_in.sessions import any_ended, forget_ended, kept_ended
from admin_app.unit_of_work import one_commit
from admin_app.web.shared_guesses import any_guess, forget_guesses

COUNTED = timedelta(hours=1)


@housekeeping(every=600)
def forget_old_guesses() -> None:
    """Delete the wrong guesses that no limit counts any more."""
    before = now() - COUNTED
    due = any_guess(before)
    db.session.rollback()  # the read ends here
    if due:
        with one_commit("Forgot old guesses", record=False):
            forget_guesses(before)


@housekeeping(every=3600)
def forget_ended_sessions() -> None:
    """Delete what tells that a session is over, once no copy of its cookie opens anything."""
    before = now() - kept_ended()
    due = any_ended(before)
    db.session.rollback()  # the read ends here
    if due:
        with one_commit("Forgot ended sessions", record=False):
            forget_ended(before)
