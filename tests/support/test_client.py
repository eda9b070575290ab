"""The tests' own visitor sees what it is there to see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, request, stream_with_context
from sqlalchemy import text

from admin_app import create_app
from admin_app.extensions import csrf, db
from admin_app.unit_of_work.unit import writing
from tests.support.client import Client, watch
from tests.support.databases import Database, settings
from tests.support.forms import find_form, forms_of
from tests.support.traffic import failing_at, recorded, writes

FORM = """
<form method=post action=/logout><button>Sign out</button></form>
<form method=post action="/echo?x=1" id=edit>
  <input type=hidden name=version value=7>
  <input name=title value=Old>
  <textarea name=body>
one
two</textarea>
  <select name=status><option value=draft>Draft<option value=published selected>Live</select>
  <input type=checkbox name=sticky value=yes checked>
  <input type=checkbox name=open value=yes>
  <button name=after value=list>Save</button>
  <button name=after value=edit formaction=/elsewhere>Save and continue</button>
</form>
<input form=edit name=outside value=o>
"""


@pytest.fixture
def toy(database: Database, tmp_path: Path) -> Callable[[Callable[[], object]], Client]:
    """A client of an application whose `/` does what is given."""
    database.renew()

    def made(view: Callable[[], object]) -> Client:
        app: Flask = create_app(settings(database.url, tmp_path))
        app.test_client_class = Client
        watch(app)
        app.add_url_rule("/toy", "toy", csrf.exempt(view), methods=["GET", "POST"])
        client = app.test_client()
        assert isinstance(client, Client)
        return client

    return made


@contextmanager
def as_if_in_a_unit() -> Iterator[None]:
    """PostgreSQL refuses what is written in none; the visitor must see what got through there."""
    token = writing.set(True)
    try:
        yield
    finally:
        writing.reset(token)


def _insert() -> str:
    with as_if_in_a_unit():
        db.session.connection().exec_driver_sql("UPDATE setting SET version = version + 1")
    return "done"


def test_a_get_that_writes_fails_the_test(toy: Callable[..., Client]) -> None:
    def writes_and_commits() -> str:
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE setting SET version = version + 1"))
        return "done"

    with pytest.raises(pytest.fail.Exception, match="GET /toy wrote"):
        toy(writes_and_commits).get("/toy")


def test_a_post_that_writes_and_commits_is_fine(toy: Callable[..., Client]) -> None:
    def writes_and_commits() -> str:
        with as_if_in_a_unit(), db.engine.begin() as connection:
            connection.execute(text("UPDATE setting SET version = version + 1"))
        return "done"

    assert toy(writes_and_commits).post("/toy").text == "done"


def test_a_request_that_leaves_a_write_uncommitted_fails_the_test(
    toy: Callable[..., Client],
) -> None:
    with pytest.raises(pytest.fail.Exception, match="left uncommitted"):
        toy(_insert).post("/toy")


def test_a_request_that_takes_its_write_back_is_fine(toy: Callable[..., Client]) -> None:
    def takes_back() -> str:
        _insert()
        db.session.rollback()
        return "nothing"

    assert toy(takes_back).post("/toy").text == "nothing"


def test_a_streamed_answer_is_read_to_its_end(toy: Callable[..., Client]) -> None:
    def streams() -> object:
        def lines() -> Iterator[str]:
            yield "first\n"
            with db.engine.begin() as connection:
                connection.execute(text("UPDATE setting SET version = version + 1"))
            yield "last\n"

        return stream_with_context(lines())

    with pytest.raises(pytest.fail.Exception, match="GET /toy wrote"):
        toy(streams).get("/toy")


def test_a_form_is_sent_as_a_browser_would(toy: Callable[..., Client]) -> None:
    def page() -> object:
        return FORM if request.method == "GET" else dict(request.form.lists())

    client = toy(page)
    form = find_form(client.get("/toy").text, "/toy", None, {"title": "New"})
    assert form.action == "/echo?x=1"
    assert dict(form.data({"title": "New"}).lists()) == {
        "version": ["7"],
        "title": ["New"],
        "body": ["one\r\ntwo"],
        "status": ["published"],
        "sticky": ["yes"],
        "outside": ["o"],
        "after": ["list"],
    }
    form.press("Save and continue")
    assert form.action == "/elsewhere"
    sent = form.data({"sticky": False, "open": True, "status": "draft"})
    assert (sent.getlist("sticky"), sent["open"], sent["status"], sent["after"]) == (
        [],
        "yes",
        "draft",
        "edit",
    )
    with pytest.raises(KeyError, match="no field"):
        form.data({"titel": "New"})


def test_signing_out_is_not_the_form_that_was_meant() -> None:
    assert len(forms_of(FORM, "/")) == 2
    assert find_form(FORM, "/", None, {}).element.get("id") == "edit"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT title FROM post WHERE title = 'update x set y'", False),
        ("SELECT updated_at FROM post ORDER BY id", False),
        ("INSERT INTO tag (name) VALUES (?)", True),
        ('UPDATE "user" SET name = ?', True),
        ("WITH gone AS (DELETE FROM post RETURNING id) SELECT id FROM gone", True),
        ("SELECT id FROM post WHERE id = 1 FOR UPDATE OF post", True),
        ("SELECT nextval('post_id_seq')", True),
        ("BEGIN IMMEDIATE", True),
        ("BEGIN", False),
    ],
)
def test_what_counts_as_a_write(statement: str, expected: bool) -> None:
    assert writes(statement) is expected


def test_each_statement_and_the_commit_can_be_made_to_fail(app: Flask) -> None:
    def version() -> int:
        with db.engine.connect() as connection:
            return int(connection.scalar(text("SELECT sum(version) FROM setting")))

    def save() -> None:
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE setting SET version = version + 1"))

    with app.app_context():
        before = version()
        with recorded() as traffic:
            save()
        points = len(traffic.events)
        assert traffic.events[-1] == "COMMIT"
        for point in range(1, points + 1):
            with failing_at(point), pytest.raises(Exception, match="made to fail"):
                save()
            assert version() == before + 1
        with failing_at(points + 1):
            save()
        assert version() == before + 2
