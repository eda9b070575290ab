"""What the worker does for imports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from admin_app.errors import Refusal
from admin_app.exchange import uploads
from admin_app.exchange.actions.uploaded import JOB, give_up
from admin_app.exchange.import_wxr import TakenOver, import_wxr
from admin_app.exchange.models import ImportRun, RunState
from admin_app.exchange.queries import imports as queries
from admin_app.extensions import db
from admin_app.outbox import handles, housekeeping
from admin_app.unit_of_work import one_commit, retrying


@handles(JOB)
def run_import(payload: Mapping[str, Any]) -> None:
    """Import the uploaded file of this run; again after a crash, it goes on where it stopped."""
    run = db.session.get(ImportRun, payload["run"])
    if run is None or run.state in (RunState.DONE, RunState.FAILED):
        return
    path, file_name = Path(run.path), run.file_name
    db.session.rollback()
    try:
        import_wxr(path, file_name, run_id=payload["run"])
    except TakenOver:
        return  # our lease ran out, and another worker goes on with it
    except Refusal as refusal:
        _end(payload["run"], refusal.message)
    except FileNotFoundError:
        _end(payload["run"], "The uploaded file is gone. Upload it again.")
    path.unlink(missing_ok=True)


def _end(run_id: int, why: str) -> None:
    def end() -> None:
        with one_commit("Gave an import up", record=False):
            give_up(run_id, why)

    retrying(end)


@housekeeping(every=3600)
def sweep_uploads() -> None:
    """Remove files of uploads whose commit never came."""
    waiting = queries.waiting_paths()
    db.session.rollback()
    uploads.sweep(waiting)
