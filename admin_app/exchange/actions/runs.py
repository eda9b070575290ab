"""The row that says how far an import has come."""

from __future__ import annotations

from sqlalchemy import select, update

from admin_app.errors import NotFound
from admin_app.exchange.models import ImportRun, RunState
from admin_app.exchange.queries import imports as queries
from admin_app.exchange.report import Report
from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.history.queries import is_undone
from admin_app.people.models import User


def open_run(run_id: int | None, kind: str, file_name: str, digest: str) -> ImportRun:
    """The run with this id, or the unfinished one of this file, or a new one; locked.

    An unfinished run whose part was undone is over. Raises NotFound for an unknown id.
    """
    if run_id is not None:
        run = queries.run_for_update(run_id)
        if run is None:
            raise NotFound
        run.digest = digest
        return run
    run = queries.unfinished_run(digest)
    if run is not None and run.kind == kind:
        if run.changeset_id is None or not is_undone(run.changeset_id):
            return run
        run.state = RunState.FAILED
        run.error = "It was undone before it had ended."
    run = ImportRun(kind=kind, file_name=file_name[:255], digest=digest, position=0, report={})
    db.session.add(run)
    db.session.flush()
    return run


def report_of(run: ImportRun) -> Report:
    """What this run has told so far."""
    return Report.from_json(run.report or {})


def sign(run: ImportRun) -> None:
    """Put the name of the person who asked for the import under its entry in the log.

    The worker that does it is nobody.
    """
    if run.started_by_id is not None:
        name = select(User.name).where(User.id == run.started_by_id).scalar_subquery()
        db.session.execute(
            update(Changeset)
            .where(Changeset.id == run.changeset_id)
            .values(actor_id=run.started_by_id, actor_name=name)
        )
