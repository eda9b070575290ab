"""An owner uploads an export, the worker takes it in, and the page tells how far it is."""

from __future__ import annotations

import errno
import io
import os
import shutil
import time
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from admin_app.exchange.jobs import run_import, sweep_uploads
from admin_app.extensions import db
from admin_app.outbox.delivery import deliver_due
from admin_app.unit_of_work import one_commit
from tests.exchange.conftest import SAMPLES, counts, rows
from tests.support.cast import make_people, sign_in
from tests.support.client import Client
from tests.support.traffic import recorded

WHOLE = (SAMPLES / "quirks.xml").read_bytes()
FORM = "/admin/import/"


@pytest.fixture
def owner(app: Flask) -> Client:
    shutil.rmtree(Path(app.config["INSTANCE"]) / "imports", ignore_errors=True)
    make_people(app, "owner", "editor")
    return sign_in(app, "owner")


def file(content: bytes = WHOLE, name: str = "quirks.xml") -> FileStorage:
    return FileStorage(io.BytesIO(content), name, content_type="text/xml")


def stored(app: Flask) -> list[Path]:
    return list((Path(app.config["INSTANCE"]) / "imports").glob("*"))


def work(app: Flask) -> int:
    with app.app_context():
        return deliver_due()


def ask(app: Flask, statement: str) -> list[tuple[object, ...]]:
    with app.app_context():
        return rows(statement)


def test_a_full_disk_is_said_and_keeps_nothing(
    app: Flask, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    page = owner.get(FORM)
    with monkeypatch.context() as patch, recorded() as traffic:
        patch.setattr("admin_app.exchange.uploads.os.fsync", full)
        answer = owner.send(page, {"file": file()}, form=FORM)
    assert answer.status_code == 507
    assert "no room left on this site&#39;s disk" in answer.text
    assert not traffic.writes
    assert stored(app) == []
    assert owner.send(page, {"file": file()}, form=FORM).status_code == 303


def test_upload_progress_report_and_undo(app: Flask, owner: Client) -> None:
    page = owner.get(FORM)
    with recorded() as traffic:
        answer = owner.send(page, {"file": file()}, form=FORM)
    assert traffic.commits == 1
    assert answer.status_code == 303
    waiting = owner.get(answer.location)
    assert "It will begin in a moment" in waiting.text
    assert waiting.headers["Refresh"] == "2"
    assert "Refresh" not in owner.get(f"{answer.location}&still=1").headers
    assert len(stored(app)) == 1

    assert work(app) == 1

    done = owner.get(answer.location)
    assert "Refresh" not in done.headers
    assert "2 people, 2 categories, 2 tags, 4 posts, 2 pages, 4 comments." in done.text
    assert "1 × A menu entry was not taken" in done.text
    assert stored(app) == []
    assert ask(app, "SELECT actor_name, summary FROM changeset") == [
        ("Owner Moor", "Imported quirks.xml")
    ]

    undone = owner.send(done, form="/admin/activity/undo/")
    assert undone.status_code == 303
    assert "This import was undone" in owner.get(answer.location).text
    with app.app_context():
        assert counts()["post"] == 0


def test_an_unreadable_file_is_told_beside_its_field_and_not_kept(
    app: Flask, owner: Client
) -> None:
    for content, sentence in (
        (b"", "The file is empty."),
        (b"<!DOCTYPE rss><rss/>", "Line 1: the file has a document type declaration"),
        (WHOLE[:5000], "the file ends here in the middle"),
        (b"\x89PNG\r\n\x1a\n", "This is not XML"),
    ):
        answer = owner.send(owner.get(FORM), {"file": file(content)}, form=FORM)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert 'aria-invalid="true"' in answer.text
    assert stored(app) == []
    assert ask(app, "SELECT count(*) FROM import_run") == [(0,)]
    assert ask(app, "SELECT count(*) FROM outbox_message WHERE kind = 'import_wxr'") == [(0,)]


def test_no_file_is_told_too(owner: Client) -> None:
    answer = owner.send(owner.get(FORM), {"file": FileStorage(io.BytesIO(), "")}, form=FORM)
    assert answer.status_code == 422
    assert "Choose the file first." in answer.text


def test_a_name_of_the_file_leads_nowhere(app: Flask, owner: Client) -> None:
    evil = "../../<script>alert(1)</script>.xml"
    answer = owner.send(owner.get(FORM), {"file": file(name=evil)}, form=FORM)
    assert answer.status_code == 303
    assert all(path.suffix == ".xml" and len(path.stem) == 32 for path in stored(app))
    assert "<script>alert" not in owner.get(FORM).text


def test_the_same_form_twice_is_one_import(app: Flask, owner: Client) -> None:
    page = owner.get(FORM)
    first = owner.send(page, {"file": file()}, form=FORM)
    second = owner.send(page, {"file": file()}, form=FORM)
    assert first.location == second.location
    assert len(stored(app)) == 1
    assert ask(app, "SELECT count(*) FROM import_run") == [(1,)]


def test_only_an_owner_may(app: Flask, owner: Client) -> None:
    editor = sign_in(app, "editor")
    assert editor.get(FORM).status_code == 403
    owner.send(owner.get(FORM), {"file": file()}, form=FORM)
    [(run,)] = ask(app, "SELECT id FROM import_run")
    assert editor.get(f"/admin/import/run/?id={run}").status_code == 403
    assert editor.post(FORM, data={"file": file()}).status_code in (400, 403)
    assert app.test_client().get(FORM).status_code == 302
    for wrong in ("abc", "0", "999", "1,2", str(10**30), "-1"):
        assert owner.get("/admin/import/run/", query_string={"id": wrong}).status_code == 404


def test_a_larger_file_than_other_forms_may_have_is_taken_from_an_owner_alone(
    app: Flask, owner: Client
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = len(WHOLE) - 1000
    page = owner.get(FORM)
    assert owner.send(page, {"file": file()}, form=FORM).status_code == 303
    stranger = app.test_client().post(FORM, data={"file": file()})
    assert stranger.status_code in (302, 400, 401, 413)
    assert sign_in(app, "editor").post(FORM, data={"file": file()}).status_code in (400, 403, 413)


def test_what_cannot_be_stored_is_told_on_the_page(app: Flask, owner: Client) -> None:
    answer = owner.send(owner.get(FORM), {"file": file()}, form=FORM)
    [path] = stored(app)
    path.write_bytes(WHOLE[:5000])
    work(app)
    told = owner.get(answer.location)
    assert "the file ends here in the middle. It was cut off; fetch it again. Nothing was" in (
        told.text
    )
    assert stored(app) == []
    assert ask(app, "SELECT state FROM outbox_message WHERE kind = 'import_wxr'") == [("sent",)]


def test_a_file_that_is_gone_is_told(app: Flask, owner: Client) -> None:
    answer = owner.send(owner.get(FORM), {"file": file()}, form=FORM)
    stored(app)[0].unlink()
    work(app)
    assert "The uploaded file is gone. Upload it again." in owner.get(answer.location).text


def test_the_job_may_run_twice(app: Flask, owner: Client) -> None:
    owner.send(owner.get(FORM), {"file": file()}, form=FORM)
    [(run,)] = ask(app, "SELECT id FROM import_run")
    with app.app_context():
        run_import({"run": run})
        before = counts()
        run_import({"run": run})
        run_import({"run": 999})
        assert counts() == before


def test_files_that_nobody_waits_for_are_swept(app: Flask, owner: Client) -> None:
    owner.send(owner.get(FORM), {"file": file()}, form=FORM)
    [waiting] = stored(app)
    orphan = waiting.with_name("0" * 32 + ".xml")
    young = waiting.with_name("1" * 32 + ".xml")
    for path in (orphan, young):
        path.write_bytes(b"x")
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(orphan, (long_ago, long_ago))
    os.utime(waiting, (long_ago, long_ago))
    with app.app_context():
        sweep_uploads()
    assert sorted(stored(app)) == sorted([waiting, young])


def test_an_upload_that_is_not_committed_leaves_no_file(
    app: Flask, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("made to fail")

    monkeypatch.setattr("admin_app.exchange.desk.ask_for_import", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = owner.send(owner.get(FORM), {"file": file()}, form=FORM)
    assert answer.status_code == 500
    assert stored(app) == []


def test_names_on_the_page_are_text(app: Flask, owner: Client) -> None:
    with app.app_context(), one_commit("Made", record=False):
        db.session.execute(
            db.text(
                "INSERT INTO import_run (kind, state, file_name, path, digest, position, total, "
                "report, error, created_at, updated_at) VALUES ('wxr', 'failed', '<b>x</b>', '', "
                "'', 0, 0, '{}', '<i>y</i>', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
            )
        )
    text = owner.get(FORM).text
    assert "<b>x" not in text
    assert "<i>y" not in text
