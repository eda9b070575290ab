"""What the worker does for content now and then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from functools import partial

from flask import current_app
from sqlalchemy.exc import DataError

from admin_app.columns import now
from admin_app.content.actions.file_uses import look_after_uses
from admin_app.content.actions.kept import let_go, sweep
from admin_app.content.actions.planned import make, settle
from admin_app.content.actions.texts.links import catch_up
from admin_app.content.media.library import GRACE, media_storage
from admin_app.content.models import ChangeState
from admin_app.content.queries.files import files_due, keys_needed
from admin_app.content.queries.kept import anything_older, surplus
from admin_app.content.queries.links import due_texts
from admin_app.content.queries.planned import due_ids, text_of, waiting_change
from admin_app.content.queries.tallies import fold_tallies, many_differences
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.outbox.registry import housekeeping
from admin_app.unit_of_work import one_commit, retrying

DAY = 24 * 3600
AT_ONCE = 50
# Unsaved words can be had for so long.
UNSAVED = timedelta(days=30)
# And so many of them: forms of one person in one text (in new ones together), and in all.
MOST_IN_TEXT, MOST_IN_ALL = 50, 200
PORTIONS = 50
LINK_PORTION, LINK_PORTIONS = 100, 20


@housekeeping(every=DAY)
def sweep_files() -> None:
    """Remove files that no row has named for the time of grace, and what failed uploads left."""
    since = now() - GRACE

    def needed(keys: Collection[str]) -> set[str]:
        found = keys_needed(keys, since)
        db.session.rollback()  # no transaction is held open while files are looked at
        return found

    removed = media_storage().sweep(needed, older_than=DAY)
    if removed:
        current_app.logger.info("media: removed %d files that no row names", len(removed))


@housekeeping(every=2)
def make_due_changes() -> None:
    """Make the planned changes whose moment has come, each in one commit, in its planner's name.

    What can't be made says why, and waits for somebody. Writes nothing when none is due.
    """
    ids = due_ids(now(), AT_ONCE)
    db.session.rollback()  # the read ends here
    for change_id in ids:
        try:
            retrying(partial(_make, change_id))
        except Refusal as refusal:
            retrying(partial(_give_up, change_id, refusal.message))
        except DataError:  # those behind it are not to wait for it
            retrying(partial(_give_up, change_id, "One of its values can't be stored."))


def _make(change_id: int) -> None:
    with one_commit("Made a planned change") as unit:
        change = waiting_change(change_id)
        if change is None:  # another worker was first, or somebody has cancelled it
            return
        person = change.author
        if person is None or not person.active:
            raise Refusal(f"{change.author_name} is no longer here: plan it anew or make it now.")
        unit.actor = (person.id, person.name)
        unit.summary = f"Made the planned changes to {change.entity} “{change.title}”"
        make(person, change, text_of(change, lock=True))


def _give_up(change_id: int, why: str) -> None:
    with one_commit("A planned change failed", record=False):
        settle(change_id, ChangeState.FAILED, why)


@housekeeping(every=60)
def look_after_files() -> None:
    """Keep which texts name which files, where a save has not done so itself."""
    for _ in range(PORTIONS):
        if not files_due():
            return
        with one_commit("Looked which files texts name", record=False):
            look_after_uses()


@housekeeping(every=20)
def look_at_links() -> None:
    """Keep the links of texts that were written other than by a form, some hundred at a time."""
    for _ in range(LINK_PORTIONS):
        due = bool(due_texts(1))
        db.session.rollback()  # the read ends here
        if not due:
            return
        retrying(_look_at_some)


def _look_at_some() -> None:
    with one_commit("Looked at links", record=False):
        catch_up(LINK_PORTION)


@housekeeping(every=600)
def fold() -> None:
    """Make one row of the differences behind each tab's count, where many have come together."""
    if many_differences():
        with one_commit("Folded the counts", record=False):
            fold_tallies()


@housekeeping(every=3600)
def sweep_kept() -> None:
    """Let go of unsaved words that nobody came back for, and of who left without a word."""
    moment = now()
    old, gone = moment - UNSAVED, moment - timedelta(minutes=10)
    if anything_older(old, gone):
        with one_commit("Let go of old unsaved words", record=False):
            sweep(old, gone)


@housekeeping(every=600)
def drop_surplus() -> None:
    """Let go of the oldest of very many unsaved forms of one person, so that they don't pile up."""
    while True:
        ids = surplus(MOST_IN_TEXT, MOST_IN_ALL, AT_ONCE)
        db.session.rollback()  # the read ends here
        if not ids:
            return
        with one_commit("Let go of very many unsaved words", record=False):
            let_go(ids)
