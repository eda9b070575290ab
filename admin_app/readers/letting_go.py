"""The worker lets go of what the site no longer keeps of readers, some hundred rows at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from admin_app.columns import now
from admin_app.content.queries.settings import site_settings
from admin_app.extensions import db
from admin_app.outbox.registry import housekeeping
from admin_app.readers.actions.forget import forget_comments
from admin_app.readers.actions.shorten import shorten_comments, shorten_history
from admin_app.readers.models import CommentStatus
from admin_app.readers.queries import old
from admin_app.unit_of_work import one_commit, retrying

PORTION: Final = 1_000
# Mail waits meanwhile: what is not done by then goes on a minute later.
SECONDS: Final = 5.0


@housekeeping(every=60)
def shorten_addresses() -> None:
    """Shorten network addresses that are older than the site's setting, in history too."""
    days = site_settings().address_days
    db.session.rollback()  # the read ends here
    if not days:
        return
    before = now() - timedelta(days=days)
    _until_done(
        lambda: bool(old.whole_addresses(before, 1)), partial(shorten_comments, before, PORTION)
    )
    _until_done(partial(_history_is_due, before), partial(shorten_history, before, PORTION))


@housekeeping(every=600)
def let_go_of_old() -> None:
    """Delete spam and removed comments that are older than the site's settings."""
    settings = site_settings()
    db.session.rollback()
    kept = {
        CommentStatus.SPAM: settings.spam_days,
        CommentStatus.REMOVED: settings.removed_days,
    }
    for status, days in kept.items():
        if days:
            before = now() - timedelta(days=days)
            _until_done(partial(_is_old, status, before), partial(_forget, status, before))


def _is_old(status: CommentStatus, before: datetime) -> bool:
    return bool(old.set_aside_before(status, before, 1))


def _forget(status: CommentStatus, before: datetime) -> int:
    return forget_comments(old.set_aside_before(status, before, PORTION, lock=True))


def _history_is_due(before: datetime) -> bool:
    return any(row.at < before for row in old.changes_after(old.shortened_upto(), 1))


def _until_done(is_due: Callable[[], bool], do: Callable[[], int]) -> None:
    """One commit after the other, as long as there is something to do and time to do it."""

    def once() -> int:
        with one_commit("Let go of what is old", record=False):
            return do()

    latest = time.monotonic() + SECONDS
    while is_due():
        db.session.rollback()
        if not retrying(once) or time.monotonic() > latest:
            break
    db.session.rollback()
