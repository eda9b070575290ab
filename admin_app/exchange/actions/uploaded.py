"""An import that was asked for on the desk: it waits for the worker."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from admin_app.columns import now
from admin_app.errors import NotAllowed
from admin_app.exchange.models import ImportRun, RunState
from admin_app.exchange.queries import imports as queries
from admin_app.extensions import db
from admin_app.outbox import post_job
from admin_app.people.models import User
from admin_app.people.permissions import Permission

JOB: Final = "import_wxr"


def ask_for_import(person: User, path: Path, file_name: str) -> ImportRun:
    """The run, flushed, with the worker's job in the same commit. Raises NotAllowed."""
    if not person.may(Permission.IMPORT_DATA):
        raise NotAllowed("Your role does not include imports.")
    run = ImportRun(
        kind="wxr",
        state=RunState.WAITING,
        file_name=file_name,
        path=str(path),
        digest="",
        started_by_id=person.id,
    )
    db.session.add(run)
    db.session.flush()
    post_job(JOB, {"run": run.id}, subject=f"Import {file_name}", key=f"{JOB}:{run.id}")
    return run


def give_up(run_id: int, why: str) -> None:
    """The run ends here, for this reason; flushed."""
    run = queries.run_for_update(run_id)
    if run is not None and run.state in (RunState.WAITING, RunState.RUNNING):
        run.state = RunState.FAILED
        run.error = why
        run.updated_at = now()
        db.session.flush()
