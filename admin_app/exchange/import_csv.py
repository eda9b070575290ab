"""A folder of CSV files taken in as one commit, however many rows: all of it, or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final

import psycopg

from admin_app.content.models import Post
from admin_app.errors import Conflict
from admin_app.exchange import bulk
from admin_app.exchange.actions import runs
from admin_app.exchange.actions.data_set import DataSetRows
from admin_app.exchange.dataset.reader import DataSet
from admin_app.exchange.import_wxr import Imported
from admin_app.exchange.models import RunState
from admin_app.exchange.queries import imports as queries
from admin_app.exchange.refusals import UnreadableFile
from admin_app.extensions import db
from admin_app.history.record import changeset_id_of
from admin_app.readers.models import Comment
from admin_app.unit_of_work import one_commit

# Where so little is there and so much comes, building the indexes anew is the quickest way.
_SMALL_SITE: Final = 10_000
_LARGE_SET: Final = 32 * 1024 * 1024

Progress = Callable[[int], None]


def import_csv(folder: Path, progress: Progress = lambda read: None) -> Imported:
    """Store the posts, tags and comments of this folder, with their authors.

    `progress` is told how many more bytes are read. Raises UnreadableFile, and Conflict where the
    same files stand imported already; nothing is stored then.
    """
    files = DataSet(folder, progress)
    digest = files.digest()
    with _clashes_told(), one_commit(f"Imported {folder.name}") as unit:
        earlier = queries.standing_run(digest)
        if earlier is not None:
            raise Conflict(
                "These files have been imported already, on "
                f"{earlier.created_at:%Y-%m-%d at %H:%M} UTC. Undo that import first."
            )
        load = bulk.loader()
        aside = files.size > _LARGE_SET and _site_is_small()
        rows = DataSetRows(files, load)
        with load.indexes_aside() if aside else nullcontext():
            count = rows.take()
        rows.intake.record()
        run = runs.open_run(None, "csv", folder.name, digest)
        run.report = rows.intake.report.as_json()
        run.position = run.total = count
        run.state = RunState.DONE
        run.changeset_id = changeset_id_of(unit)
        db.session.flush()
        imported = Imported(rows.intake.report, run.id, run.changeset_id)
    with one_commit("Measured the tables", record=False):
        bulk.loader().measure()
    return imported


def _site_is_small() -> bool:
    return not any(queries.has_more_than(_SMALL_SITE, model) for model in (Post, Comment))


@contextmanager
def _clashes_told() -> Iterator[None]:
    """A unique key that a row of the files breaks is a fault of the files."""
    try:
        yield
    except (psycopg.errors.UniqueViolation, sqlite3.IntegrityError) as error:
        raise UnreadableFile(
            f"Two rows of the files, or one of them and one that is here, clash ({error}). "
            "Nothing was imported."
        ) from error
