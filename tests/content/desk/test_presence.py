"""Who is in a text is seen by the others who are, and costs next to nothing."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from admin_app.columns import now
from admin_app.content.actions import kept
from admin_app.content.models import Post, Presence
from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.people.permissions import Role
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.forms import find_form
from tests.support.traffic import Traffic

PRESENCE = "/admin/post/presence/"


@pytest.fixture
def post_id(app: Flask, people: dict[str, int]) -> int:
    """A draft of the editor's."""
    with app.app_context(), one_commit("Made a post", record=False):
        post = Post(title="Tides", slug="tides", author_id=people["editor"])
        db.session.add(post)
        db.session.flush()
        return int(post.id)


def here(client: Client, row: Any, **said: Any) -> Any:
    path = "/admin/post/new/"
    token = find_form(client.get(path).text, path, None, {"title": ""}).data({})["csrf_token"]
    return client.post(
        f"{PRESENCE}?id={row}",
        data={"csrf_token": token, "tab": "tab-00000001", "field": "", **said},
        headers={"Accept": "application/json"},
    )


def test_two_people_in_a_text_see_each_other(
    app: Flask, people: dict[str, int], post_id: int
) -> None:
    editor, owner = sign_in(app, Role.EDITOR), sign_in(app, Role.OWNER)
    assert here(editor, post_id, field="body").json == {"people": [], "version": 1}
    assert here(owner, post_id).json["people"][0]["field"] == "body"
    found = here(editor, post_id).json["people"]
    assert [(one["name"], one["initials"]) for one in found] == [("Owner Moor", "OM")]
    page = editor.get(f"/admin/post/edit/?id={post_id}").text
    assert "<strong>Owner Moor</strong> is here too, since today" in page
    here(owner, post_id, leaving=1)
    assert here(editor, post_id).json["people"] == []


def test_a_person_with_two_tabs_is_one_person(
    app: Flask, people: dict[str, int], post_id: int
) -> None:
    editor, owner = sign_in(app, Role.EDITOR), sign_in(app, Role.OWNER)
    here(owner, post_id, field="title")
    here(owner, post_id, tab="tab-00000002", field="body")
    found = here(editor, post_id).json["people"]
    assert [one["field"] for one in found] == ["body"]
    assert here(owner, post_id).json["people"][0]["name"] == "Editor Moor"


def test_who_was_not_heard_of_for_half_a_minute_is_gone(
    app: Flask, people: dict[str, int], post_id: int
) -> None:
    editor, owner = sign_in(app, Role.EDITOR), sign_in(app, Role.OWNER)
    here(owner, post_id)
    with app.app_context(), one_commit("Let time pass", record=False):
        db.session.execute(update(Presence).values(seen_at=now() - timedelta(seconds=31)))
    assert here(editor, post_id).json["people"] == []
    assert "is here too" not in editor.get(f"/admin/post/edit/?id={post_id}").text


def test_being_here_is_one_commit_of_few_statements_and_no_history(
    app: Flask, people: dict[str, int], post_id: int, traffic: Traffic
) -> None:
    editor = sign_in(app, Role.EDITOR)
    here(editor, post_id)
    before = len(traffic.events)
    here(editor, post_id)
    events = traffic.events[before:]
    asked = [one for one in events if "presence" in one and "anon_1.kind" not in one]
    with app.app_context():
        apart = db.engine.dialect.name == "sqlite"  # which puts no reading beside a writing
    assert len(asked) == 1 + apart, asked
    assert events.count("COMMIT") == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Changeset)) == 0


def test_being_here_waits_for_no_disk(
    app: Flask, people: dict[str, int], post_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[str] = []

    def noted(*given: Any) -> Any:
        found = arrive(*given)
        if db.engine.dialect.name == "postgresql":
            waits.append(str(db.session.scalar(text("SHOW synchronous_commit"))))
        return found

    arrive = kept.arrive
    monkeypatch.setattr(kept, "arrive", noted)
    assert here(sign_in(app, Role.EDITOR), post_id).status_code == 200
    with app.app_context():
        expected = ["off"] if db.engine.dialect.name == "postgresql" else []
    assert waits == expected


def test_a_save_by_another_is_told(app: Flask, people: dict[str, int], post_id: int) -> None:
    editor, owner = sign_in(app, Role.EDITOR), sign_in(app, Role.OWNER)
    assert "saved_by" not in here(editor, post_id, version=1).json
    owner.submit(f"/admin/post/edit/?id={post_id}", {"title": "Ebb"})
    told = here(editor, post_id, version=1).json
    assert (told["version"], told["saved_by"]) == (2, "Owner Moor")


def test_an_author_is_not_in_anothers_post(
    app: Flask, people: dict[str, int], post_id: int
) -> None:
    author = sign_in(app, Role.AUTHOR)
    assert here(author, post_id).status_code == 404
    assert here(author, 99).status_code == 404
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Presence)) == 0


@pytest.mark.parametrize(
    ("row", "said", "status"),
    [
        ("abc", {}, 404),
        ("1" + "0" * 30, {}, 404),
        ("-1", {}, 404),
        (1, {"tab": ""}, 400),
        (1, {"tab": "x" * 33}, 400),
        (1, {"field": "a\0b"}, 400),
        (1, {"field": "f" * 10_000}, 400),
        (1, {"version": "10" * 40}, 200),
    ],
)
def test_whatever_is_said_is_answered(
    app: Flask, people: dict[str, int], post_id: int, row: Any, said: dict[str, str], status: int
) -> None:
    assert here(sign_in(app, Role.EDITOR), row, **said).status_code == status


def test_while_somebody_saves_nobody_waits_to_say_that_they_are_here(
    app: Flask, people: dict[str, int], post_id: int
) -> None:
    editor = sign_in(app, Role.EDITOR)
    with app.app_context():
        url = db.engine.url
    if url.get_backend_name() != "sqlite":
        assert here(editor, post_id).status_code == 200
        return
    other = sqlite3.connect(str(url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert here(editor, post_id).status_code == 204
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert here(editor, post_id).status_code == 200
