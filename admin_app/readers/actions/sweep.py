"""Deciding over very many comments: asked for at once, done by the worker in portions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import update

from admin_app.columns import now
from admin_app.errors import Conflict
from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.history.queries import is_undone
from admin_app.history.record import changeset_id_of
from admin_app.outbox import post_job
from admin_app.people.models import User
from admin_app.readers.actions.decide import decide, restore
from admin_app.readers.models import Because, CommentStatus, Reason, Sweep, SweepState
from admin_app.readers.policy import require_moderator
from admin_app.readers.queries import sweeps as queries
from admin_app.readers.queries.queue import still
from admin_app.unit_of_work import Unit

JOB: Final = "comment_sweep"
PORTION: Final = 5_000
RESTORE: Final = "restore"
VERDICTS: Final = {
    "approve": CommentStatus.APPROVED,
    "spam": CommentStatus.SPAM,
    "remove": CommentStatus.REMOVED,
}
DONE: Final = {
    "approve": "Approved {} comments",
    "spam": "Marked {} comments as spam",
    "remove": "Removed {} comments",
    RESTORE: "Restored {} comments",
}


def ask_for_sweep(
    person: User, action: str, ids: Sequence[int], seen: str, because: Because | None
) -> Sweep:
    """The sweep, flushed, with the worker's job in the same commit. Raises `NotAllowed`."""
    require_moderator(person)
    sweep = Sweep(action=action, ids=list(ids), seen=seen, total=len(ids), started_by_id=person.id)
    if because is not None:
        sweep.reason, sweep.reason_words = because.reason.value, because.words
    db.session.add(sweep)
    db.session.flush()
    subject = f"{DONE[action].format(f'{len(ids):,}')} (all that matched)"
    post_job(JOB, {"sweep": sweep.id}, subject=subject, key=f"{JOB}:{sweep.id}")
    return sweep


def sweep_portion(unit: Unit, sweep_id: int) -> bool:
    """Decide over the next thousands, in the open unit of work; whether there are more.

    Comments over which somebody has decided since stay as they are. Raises `Conflict` where what
    was done of it has been undone, or where who asked for it may not decide any more.
    """
    sweep = queries.locked(sweep_id)
    if sweep is None or sweep.state in (SweepState.DONE, SweepState.FAILED):
        return False
    person = db.session.get(User, sweep.started_by_id or 0)
    if person is None or not person.active:
        raise Conflict("Who asked for this is no longer here.")
    if sweep.changeset_id is not None and is_undone(sweep.changeset_id):
        raise Conflict("It was undone before it had ended.")
    unit.actor, unit.changeset_id = (person.id, person.name), sweep.changeset_id
    ids = sweep.ids[sweep.position : sweep.position + PORTION]
    unit.summary = DONE[sweep.action].format(f"{sweep.changed:,}")
    these = still(ids, sweep.seen, sweep.created_at)
    sweep.changed += len(_decide(person, sweep, these))
    _tell(unit, sweep)
    sweep.position += len(ids)
    sweep.state = SweepState.RUNNING if sweep.position < sweep.total else SweepState.DONE
    sweep.updated_at = now()
    db.session.flush()
    return sweep.state == SweepState.RUNNING


def give_up(sweep_id: int, why: str) -> None:
    """The sweep ends here, for this reason; flushed."""
    sweep = queries.locked(sweep_id)
    if sweep is not None and sweep.state in (SweepState.WAITING, SweepState.RUNNING):
        sweep.state, sweep.error, sweep.updated_at = SweepState.FAILED, why, now()
        db.session.flush()


def _decide(person: User, sweep: Sweep, ids: Sequence[int]) -> list[int]:
    if sweep.action == RESTORE:
        return restore(person, ids, {})
    because = Because(Reason(sweep.reason), sweep.reason_words) if sweep.reason else None
    return decide(person, ids, VERDICTS[sweep.action], {}, because)


def _tell(unit: Unit, sweep: Sweep) -> None:
    """One entry in the log for all portions, which says how many they are by now."""
    if not sweep.changed:
        return
    sweep.changeset_id = changeset_id_of(unit)
    summary = DONE[sweep.action].format(f"{sweep.changed:,}")
    db.session.execute(
        update(Changeset).where(Changeset.id == sweep.changeset_id).values(summary=summary)
    )


def said(sweep: Any) -> str:
    """What is done of it, in words."""
    return DONE[sweep.action].format(f"{sweep.changed:,}")
