"""A large import goes in batches: killed, it goes on; undone, it stops; nothing comes twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from admin_app.content.models import Post
from admin_app.errors import Conflict
from admin_app.exchange import import_wxr as importing
from admin_app.exchange.import_wxr import import_wxr
from admin_app.exchange.models import ImportRun
from admin_app.exchange.wxr.records import Comment, Item, Record, Site, Term, TermRef
from admin_app.exchange.wxr.writer import write
from admin_app.extensions import db
from admin_app.history.undo import take_back
from admin_app.people.models import User
from admin_app.unit_of_work import one_commit
from tests.exchange.conftest import content, rows
from tests.support.cast import make_people
from tests.support.databases import SECRET_KEY, Database
from tests.support.traffic import failing_at, recorded

BATCH, POSTS = 10, 45
NUMBER_OF_COMMITS = 1 + 6  # the run begins; 55 entries in tens


@pytest.fixture(autouse=True)
def small_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(importing, "ONE_COMMIT", 20)
    monkeypatch.setattr(importing, "BATCH", BATCH)
    with app.app_context():
        yield
        db.session.remove()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("large") / "large.xml"
    made.write_bytes(b"".join(write(_records())))
    return made


def _records() -> Iterator[Record]:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    yield Site(link="https://large.example")
    yield Term(taxonomy="category", slug="news", name="News")
    # Pages come before their parents, in other batches.
    for number in range(1, 11):
        above = number + 1 if number < 10 else None
        yield Item(id=1000 + number, kind="page", slug=f"page-{number}", title="Page",
                   dated=moment, parent_id=1000 + above if above else None)  # fmt: skip
    for number in range(1, POSTS + 1):
        yield Item(
            id=number,
            kind="post",
            slug="same-slug",
            title=f"Post {number}",
            status="publish",
            author=f"writer{number % 3}",
            dated=moment + timedelta(hours=number),
            terms=(
                TermRef(taxonomy="category", slug="news", name="News"),
                TermRef(taxonomy="post_tag", slug=f"tag-{number % 7}", name=f"Tag {number % 7}"),
            ),
            comments=tuple(
                Comment(id=number * 10 + at, body=f"{number}.{at}", state="approved",
                        parent_id=number * 10 if at else None, written_at=moment)
                for at in range(3)
            ),
        )  # fmt: skip


def test_batches_give_what_one_commit_gives(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with recorded() as traffic:
        imported = import_wxr(file, "large.xml")
    assert traffic.commits == NUMBER_OF_COMMITS
    assert imported.report.taken == {
        "category": 1, "page": 10, "person": 3, "tag": 7, "post": POSTS, "comment": 3 * POSTS,
    }  # fmt: skip
    in_batches = content()
    assert rows("SELECT count(*) FROM page WHERE parent_id IS NOT NULL") == [(9,)]
    assert rows("SELECT state, position, total FROM import_run") == [("done", 55, 55)]

    with one_commit("Undid", undoes=imported.changeset_id, record=False):
        for table in ("comment", "post", "page", "tag", "category", '"user"', "import_origin"):
            db.session.execute(db.text(f"DELETE FROM {table}"))
    monkeypatch.setattr(importing, "ONE_COMMIT", 1000)
    import_wxr(file, "large.xml")
    assert content() == in_batches


def test_after_a_fault_at_any_statement_it_goes_on_to_the_same_end(
    file: Path, empty_site: Callable[[], None]
) -> None:
    import_wxr(file, "large.xml")
    whole = content()
    for point in (2, 40, 90, 130, 160):
        empty_site()
        with failing_at(point), pytest.raises(Exception, match="made to fail"):
            import_wxr(file, "large.xml")
        db.session.rollback()
        stored = rows("SELECT count(*) FROM post")[0][0] + rows("SELECT count(*) FROM page")[0][0]
        assert stored == rows("SELECT coalesce(max(position), 0) FROM import_run")[0][0]
        import_wxr(file, "large.xml")
        assert content() == whole


def test_a_killed_process_goes_on_without_a_duplicate(
    file: Path, database: Database, worker_folder: Path, empty_site: Callable[[], None]
) -> None:
    import_wxr(file, "large.xml")
    whole = content()
    empty_site()
    killed = subprocess.run(
        [sys.executable, "-c", _DIES_AFTER_THREE_BATCHES, str(file), database.url],
        env={"SECRET_KEY": SECRET_KEY, "COPYDESK_INSTANCE": str(worker_folder), "PATH": "/bin"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert killed.returncode == -9, killed.stderr
    assert rows("SELECT state, position FROM import_run") == [("running", 3 * BATCH)]
    with recorded() as traffic:
        imported = import_wxr(file, "large.xml")
    assert traffic.commits == NUMBER_OF_COMMITS - 3
    assert content() == whole
    assert imported.report.taken["post"] == POSTS
    assert rows("SELECT state, position FROM import_run") == [("done", 55)]
    assert len(rows("SELECT DISTINCT changeset_id FROM change")) == 1


_DIES_AFTER_THREE_BATCHES = """
import os, signal, sys
from pathlib import Path
from admin_app import create_app
from admin_app.exchange import import_wxr as importing
importing.ONE_COMMIT, importing.BATCH = 20, 10
done = 0
def die(more, total):
    global done
    done += more
    if done > 30:
        os.kill(os.getpid(), signal.SIGKILL)
with create_app({"SQLALCHEMY_DATABASE_URI": sys.argv[2]}).app_context():
    importing.import_wxr(Path(sys.argv[1]), "large.xml", progress=die)
"""


def test_it_is_undone_as_a_whole(file: Path, app: Flask) -> None:
    owner = make_people(app, "owner")["owner"]
    before = content()
    imported = import_wxr(file, "large.xml")
    assert imported.changeset_id is not None
    with recorded() as traffic, one_commit("Undid", undoes=imported.changeset_id):
        take_back(imported.changeset_id, db.session.get(User, owner))
    assert traffic.commits == 1
    assert content() == before
    assert import_wxr(file, "large.xml").report.taken["post"] == POSTS


def test_undone_while_it_runs_it_stops_and_a_new_import_begins_anew(file: Path, app: Flask) -> None:
    owner = make_people(app, "owner")["owner"]
    before = content()
    done = 0

    def undo_in_the_middle(more: int, total: int) -> None:
        nonlocal done
        done += more
        if done == 3 * BATCH:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_wxr(file, "large.xml", progress=undo_in_the_middle)
    [(changeset_id,)] = rows("SELECT changeset_id FROM import_run")
    with one_commit("Undid", undoes=changeset_id):
        take_back(changeset_id, db.session.get(User, owner))
    assert content() == before
    assert import_wxr(file, "large.xml").report.taken["post"] == POSTS
    assert rows("SELECT state FROM import_run ORDER BY id") == [("failed",), ("done",)]


def test_of_two_imports_of_one_file_only_one_goes_on() -> None:
    """The position is locked and compared: it is not where the other one left it."""
    with pytest.raises(Conflict, match="imported by somebody else"):
        importing._refuse_if_moved(ImportRun(position=2 * BATCH), BATCH)


def test_what_was_edited_between_two_batches_is_later_work(
    file: Path, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = make_people(app, "owner")["owner"]
    portions = importing._portions
    edited = False

    def edit_on_the_way(items: Iterator[Item], most: int, most_text: int) -> Iterator[list[Item]]:
        nonlocal edited
        for portion in portions(items, most, most_text):
            if most == BATCH and not edited and rows("SELECT count(*) FROM post")[0][0]:
                edited = True
                with one_commit("Edited"):
                    db.session.query(Post).order_by(Post.id).first().title = "Mine"  # type: ignore[union-attr]
                    db.session.flush()
            yield portion

    monkeypatch.setattr(importing, "_portions", edit_on_the_way)
    imported = import_wxr(file, "large.xml")
    assert edited
    with pytest.raises(Conflict, match="“Mine” was changed later"):
        with one_commit("Undid", undoes=imported.changeset_id):
            take_back(imported.changeset_id or 0, db.session.get(User, owner))
    assert rows("SELECT count(*) FROM post WHERE title = 'Mine'") == [(1,)]
