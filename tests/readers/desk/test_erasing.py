"""Everything about a reader, as a file; and its end, history included."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, inspect, select, text

from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.outbox import post_mail
from admin_app.readers import telling
from admin_app.readers.models import Comment, Erasure, Reader, Rule, Watch
from admin_app.unit_of_work import one_commit
from tests.readers.desk.conftest import Say
from tests.readers.desk.queue import act
from tests.support.client import Client
from tests.support.traffic import Traffic

EMAIL, NAME, ADDRESS, SITE = (
    "zelda.q@example.net",
    "Zelda Quäckenbush",
    "203.0.113.77",
    "https://zelda-q.example",
)
DATA = f"/admin/reader-data/?email={EMAIL}"
NEEDLES = (EMAIL, "zelda.q%40", "Quäckenbush", "Qu\\u00e4ckenbush", ADDRESS, "zelda-q")


def _found(connection: Connection) -> list[str]:
    """Where in the database one of these stands: every column of every table, as text."""
    found = []
    tables = inspect(connection).get_table_names()
    for table in tables:
        if "_fts" in table:
            continue
        for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
            for column, value in row.items():
                said = value if isinstance(value, str) else json.dumps(value, default=str)
                lowered = said.lower()
                found += [
                    f"{table}.{column}: {said[:200]}"
                    for needle in NEEDLES
                    if needle.lower() in lowered
                ]
    return found


def _search(app: Flask) -> list[str]:
    with app.app_context(), db.engine.connect() as connection:
        return _found(connection)


@pytest.fixture
def wrote(app: Flask, moderator: Client, owner: Client, say: Say) -> list[int]:
    """A reader who has left something in every corner of the site; the ids of their comments."""
    visitor = app.test_client()
    answer = visitor.submit(  # type: ignore[attr-defined]
        "/posts/harbour",
        {"name": NAME, "email": EMAIL, "url": SITE, "body": f"Write to {EMAIL}. – {NAME}"},
        environ_overrides={"REMOTE_ADDR": ADDRESS},
    )
    assert answer.status_code == 303
    with app.app_context():
        first = db.session.scalars(select(Comment.id)).one()
    theirs: dict[str, Any] = {"author_name": NAME, "author_email": EMAIL, "author_ip": ADDRESS}
    others = say(2, "pending", **theirs)
    (gone,) = say(1, "approved", **theirs | {"author_name": "Zelda Quäckenbush the Elder"})
    say(1, "approved", body=f"Ask {EMAIL}, I would.", author_email="other@example.net")
    say(1, "approved", body=f"Well said, {NAME}!", author_email="b@example.net", parent_id=first)

    moderator.submit(f"/admin/comment/reply/?id={first}", {"body": "Thank you."})
    for verb, comment_id in (("spam", others[0]), ("approve", others[0]), ("remove", others[1])):
        act(moderator, verb, comment_id)
    moderator.submit(f"/admin/comment/edit/?id={first}", {"body": f"Mended. – {NAME}"})
    with app.app_context():
        said = telling.said_token(others[1])
    visitor.submit(f"/said/{said}", {"text": f"I am {NAME}."})  # type: ignore[attr-defined]
    owner.submit(f"/admin/comment/delete/?id={gone}")
    page = f"/admin/reader/?email={EMAIL}"
    moderator.submit(page, {"body": f"{NAME} rang."}, form="/admin/reader/note/")
    for about in (EMAIL, ADDRESS):
        moderator.submit(
            page,
            {"about": about, "span": "day", "note": f"For {NAME}."},
            form="/admin/reader/ban/",
        )
    moderator.submit(page, form="/admin/reader/lift/")
    owner.submit(
        "/admin/view/new/?screen=comment&query=%3Freader%3Dzelda.q%2540example.net",
        {"name": "All of zelda.q@example.net"},
    )
    with app.app_context(), one_commit("Mailed", record=False):
        reader = Reader(email=EMAIL)
        db.session.add(reader)
        db.session.flush()
        db.session.add(Watch(comment_id=first, reader_id=reader.id))
        post_mail(EMAIL, "Somebody answered", "Hello.")
        post_mail("moderator@example.org", f"{NAME} wrote", f"From {ADDRESS}: {NAME} wrote.")
        db.session.add(
            Rule(
                verdict="hold",
                kind="email",
                value=f"a@example.net\n{EMAIL}",
                sentence=f"Hold a comment from the address a@example.net or {EMAIL}",
            )
        )
    return [first, *others]


def _erase(owner: Client, fate: str) -> Any:
    return owner.submit(DATA, {"comments": fate, "confirm": EMAIL.upper()})


def test_the_test_looks_where_they_are(app: Flask, wrote: list[int]) -> None:
    corners = {one.partition(".")[0] for one in _search(app)}
    assert corners >= {
        "appeal", "change", "changeset", "comment", "form_key", "outbox_message", "reader",
        "reader_note", "rule", "saved_view",
    }  # fmt: skip


@pytest.mark.parametrize("fate", ["anonymised", "deleted"])
def test_nothing_of_the_reader_is_found_in_any_table(
    app: Flask,
    owner: Client,
    wrote: list[int],
    states: Callable[..., list[str]],
    fate: str,
    traffic: Traffic,
) -> None:
    assert "can't be undone" in owner.get(DATA).text.replace("&#39;", "'")
    before = states(*wrote)
    traffic.clear()
    assert _erase(owner, fate).status_code == 303
    assert traffic.commits == 1
    assert _search(app) == []
    assert states(*wrote) == (before if fate == "anonymised" else [])

    page = app.test_client().get("/posts/harbour").text
    assert "other@example.net" not in page
    assert "Well said, A reader!" in page
    assert "Thank you." in page
    with app.app_context():
        record = db.session.scalars(select(Erasure)).one()
        assert (record.actor_name, record.comments) == ("Owner Moor", fate)
        assert record.counts["comments"] == 3
        assert [rule.value for rule in db.session.scalars(select(Rule))] == ["a@example.net"]
    assert "Owner Moor" in owner.get("/admin/reader-data/").text
    for path in ("/admin/activity/", "/admin/comment/?status=all", f"/admin/reader/?email={EMAIL}"):
        assert owner.get(path).status_code == 200


def test_it_is_not_taken_back_and_older_steps_do_not_bring_it_back(
    app: Flask, owner: Client, wrote: list[int]
) -> None:
    _erase(owner, "deleted")
    page = owner.get("/admin/activity/")
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    with app.app_context():
        saves = db.session.scalars(select(Changeset.id).order_by(Changeset.id)).all()
    for save in saves:
        answer = owner.post("/admin/activity/undo/", data={"id": save, "csrf_token": token})
        assert answer.status_code < 500
    assert [one for one in _search(app) if not one.startswith("form_key")] == []
    with app.app_context():
        assert not db.session.scalars(select(Comment).where(Comment.author_email == EMAIL)).all()


def test_the_address_is_typed_and_only_an_owner_does_it(
    app: Flask, owner: Client, editor: Client, moderator: Client, wrote: list[int]
) -> None:
    for fields in ({"confirm": "no"}, {"confirm": EMAIL, "comments": "both"}):
        refused = owner.submit(DATA, {"comments": "deleted"} | fields)
        assert refused.status_code == 422
    assert _search(app)
    for client in (editor, moderator):
        assert client.get(DATA).status_code == 403
        assert "Their data" not in client.get(f"/admin/reader/?email={EMAIL}").text
    house = owner.submit(
        "/admin/reader-data/?email=moderator@example.org",
        {"comments": "deleted", "confirm": "moderator@example.org"},
    )
    assert house.status_code == 422


def test_others_of_a_like_name_or_address_are_left_alone(
    app: Flask, owner: Client, say: Say, wrote: list[int]
) -> None:
    (other,) = say(
        1,
        "approved",
        author_name="Zelda",
        author_email=f"x{EMAIL}",
        author_ip="203.0.113.7",
        body="From 203.0.113.7 with 203.0.113.70.",
    )
    _erase(owner, "anonymised")
    with app.app_context():
        row = db.session.get_one(Comment, other)
        told = (row.author_name, row.author_email, row.author_ip, row.body)
    assert told == ("Zelda", f"x{EMAIL}", "203.0.113.7", "From 203.0.113.7 with 203.0.113.70.")


def test_the_export_holds_all_of_it(app: Flask, owner: Client, wrote: list[int]) -> None:
    answer = owner.get(f"/admin/reader-data/export/?email={EMAIL}")
    told = json.loads(answer.text)
    assert [one["id"] for one in told["comments"]] == wrote
    assert told["names"] == [NAME, f"{NAME} the Elder"]
    assert told["network_addresses"] == [ADDRESS]
    assert [one["text"] for one in told["appeals"]] == [f"I am {NAME}."]
    assert [one["body"] for one in told["notes"]] == [f"{NAME} rang."]
    assert [one["subject"] for one in told["mails"]] == ["Somebody answered"]
    assert len(told["subscriptions"]) == 1
    assert len(told["rules"]) == 2
    assert {one["verb"] for one in told["history"]} >= {"create", "edit", "delete"}
    assert owner.get("/admin/reader-data/export/?email=").status_code == 404


def test_it_is_as_many_statements_for_many_comments(
    owner: Client, say: Say, traffic: Traffic
) -> None:
    counts = []
    for count in (2, 300):
        say(count, "approved", author_name=NAME, author_email=EMAIL, author_ip=ADDRESS)
        page = owner.get(DATA)
        traffic.clear()
        owner.send(page, {"comments": "anonymised", "confirm": EMAIL})
        counts.append(len(traffic.statements))
    assert counts[0] == counts[1]
