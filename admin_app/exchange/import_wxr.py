"""An import from start to end: the file checked whole, then stored in one commit, or in several.

Up to 10,000 entries are one commit. A larger import is cut into batches; each batch's commit also
moves the run's position, so that a killed import goes on after the last batch that was stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import Final

from admin_app.columns import now
from admin_app.content.models import Category, Page, Tag
from admin_app.errors import Conflict
from admin_app.exchange.actions import runs
from admin_app.exchange.actions.comments import take_comments
from admin_app.exchange.actions.id_ranges import IdRanges
from admin_app.exchange.actions.intake import Intake
from admin_app.exchange.actions.leavings import tell_what_is_not_taken, tell_what_is_unknown
from admin_app.exchange.actions.page_tree import plant_pages
from admin_app.exchange.actions.people import People
from admin_app.exchange.actions.terms import Terms
from admin_app.exchange.actions.texts import Head, take_texts
from admin_app.exchange.models import ImportRun, RunState
from admin_app.exchange.queries import imports as queries
from admin_app.exchange.report import Report
from admin_app.exchange.wxr.reader import Survey, read, survey
from admin_app.exchange.wxr.records import Item
from admin_app.extensions import db
from admin_app.history.queries import is_undone
from admin_app.history.record import changeset_id_of
from admin_app.unit_of_work import Unit, one_commit, retrying

ONE_COMMIT: Final = 10_000
BATCH: Final = 2_000
_PORTION: Final = 250
_PORTION_TEXT: Final = 4 * 1024 * 1024

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it. `changeset_id` is what undo asks for; None where nothing was new."""

    report: Report
    run_id: int | None = None
    changeset_id: int | None = None


def import_wxr(
    path: Path,
    file_name: str,
    *,
    run_id: int | None = None,
    dry_run: bool = False,
    progress: Progress = lambda more, total: None,
) -> Imported:
    """Store what the file holds and is not here yet; with `dry_run` only tell what would be.

    `run_id` names a run that waits for this file; else an unfinished one of the same file goes on,
    or a new one begins. `progress` is told how many more entries are done, and of how many. Raises
    UnreadableFile before anything is stored, and Conflict where it is undone while it runs.
    """
    with path.open("rb") as file:
        found = survey(file)
        file.seek(0)
        digest = file_digest(file, "sha256").hexdigest()
    work = _Work(path, file_name, digest, found, run_id, dry_run, progress)
    return work.all_at_once() if dry_run or found.item_count <= ONE_COMMIT else work.in_batches()


class TakenOver(Conflict):
    """The run is not where this process left it: another one goes on with it."""


class _DryRunOver(Exception):
    """Leaves the unit of work so that it is rolled back."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


@dataclass
class _Work:
    path: Path
    file_name: str
    digest: str
    survey: Survey
    run_id: int | None
    dry_run: bool
    progress: Progress
    above: dict[int, int] = field(default_factory=dict)

    def all_at_once(self) -> Imported:
        try:
            return retrying(lambda: self._commit(self._items(), 0, is_last=True))
        except _DryRunOver as over:
            return Imported(over.report)

    def in_batches(self) -> Imported:
        position = retrying(self._position)
        self.progress(position, self.survey.item_count)
        items = self._items()
        for _ in range(position):
            next(items)
        done: Imported | None = None
        batches = _portions(items, BATCH, 8 * _PORTION_TEXT)
        batch = next(batches, [])
        while done is None or batch:
            following = next(batches, [])
            done = retrying(partial(self._commit, batch, position, is_last=not following))
            position += len(batch)
            batch = following
        return done

    def _items(self) -> Iterator[Item]:
        """The entries of the file, noting which page stands under which."""
        with self.path.open("rb") as file:
            for record in read(file, self.survey.offset):
                if isinstance(record, Item):
                    if record.kind == "page" and record.parent_id is not None:
                        self.above[record.id] = record.parent_id
                    yield record

    def _position(self) -> int:
        """Where to begin; the run is stored, and says that it is running."""
        with one_commit(f"Began to import {self.file_name}", record=False):
            run = runs.open_run(self.run_id, "wxr", self.file_name, self.digest)
            run.total = self.survey.item_count
            run.state = RunState.RUNNING
            db.session.flush()
            self.run_id = run.id
            return run.position

    def _commit(self, items: Iterable[Item], position: int, *, is_last: bool) -> Imported:
        with one_commit(f"Imported {self.file_name}") as unit:
            run = runs.open_run(self.run_id, "wxr", self.file_name, self.digest)
            _refuse_if_moved(run, position)
            unit.changeset_id = run.changeset_id
            intake = Intake(self.survey.site)
            done = self._take(intake, items, is_first=position == 0)
            if is_last:
                earlier = queries.created_ranges(run.changeset_id, "page")
                created = IdRanges([*earlier, *intake.created[Page]])
                plant_pages(intake, self.above, created)
            self._close(unit, run, intake, done, is_last=is_last)
            imported = Imported(runs.report_of(run), run.id, run.changeset_id)
            if self.dry_run:
                raise _DryRunOver(imported.report)
        return imported

    def _take(self, intake: Intake, items: Iterable[Item], *, is_first: bool) -> int:
        done = 0
        head = Head(
            People(intake, self.survey.authors),
            Terms(intake, Category, self.survey.terms),
            Terms(intake, Tag, self.survey.terms),
        )
        if is_first:
            tell_what_is_unknown(intake, self.survey)
        else:
            intake.report.already.clear()
        for portion in _portions(items, _PORTION, _PORTION_TEXT):
            head.welcome(portion)
            places = take_texts(intake, head, portion)
            take_comments(intake, head.people, portion, places)
            tell_what_is_not_taken(intake, portion)
            done += len(portion)
            self.progress(len(portion), self.survey.item_count)
        return done

    def _close(
        self, unit: Unit, run: ImportRun, intake: Intake, done: int, *, is_last: bool
    ) -> None:
        intake.record()
        db.session.flush()
        if any(intake.created.values()):
            run.changeset_id = changeset_id_of(unit)
            runs.sign(run)
        report = runs.report_of(run)
        report.add(intake.report)
        run.report = report.as_json()
        run.position += done
        run.total = self.survey.item_count
        run.state = RunState.DONE if is_last else RunState.RUNNING
        run.updated_at = now()
        db.session.flush()


def _refuse_if_moved(run: ImportRun, position: int) -> None:
    if run.changeset_id is not None and is_undone(run.changeset_id):
        raise Conflict("This import was undone while it ran. Import the file again.")
    if run.position != position:
        raise TakenOver("This file is being imported by somebody else at this moment.")


def _portions(items: Iterable[Item], most: int, most_text: int) -> Iterator[list[Item]]:
    """The items in lists of at most so many, that hold little more than so much text."""
    portion: list[Item] = []
    text = 0
    for item in items:
        portion.append(item)
        text += len(item.body) + sum(200 + len(comment.body) for comment in item.comments)
        if len(portion) == most or text >= most_text:
            yield portion
            portion, text = [], 0
    if portion:
        yield portion
