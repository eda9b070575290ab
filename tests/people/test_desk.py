"""Owners manage people; nobody else does; and somebody is always left who can."""

from __future__ import annotations

import re
from functools import partial
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.people import actions, queries
from admin_app.people.models import User
from admin_app.people.owners import LastOwner
from admin_app.people.permissions import Role
from admin_app.unit_of_work import one_commit, retrying
from tests.support.cast import PASSWORD, address, make_people, sign_in, stored_person
from tests.support.client import Client
from tests.support.together import at_once
from tests.support.traffic import Traffic


def edit_url(person_id: int) -> str:
    return f"/admin/user/edit/?id={person_id}"


def how_many(app: Flask, model: Any) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def newest_changes(app: Flask) -> list[Change]:
    with app.app_context():
        newest = select(func.max(Changeset.id)).scalar_subquery()
        return list(db.session.scalars(select(Change).where(Change.changeset_id == newest)))


def undo(client: Client, app: Flask) -> int:
    with app.app_context():
        newest = db.session.scalar(select(func.max(Changeset.id)))
    sent = {"id": newest, "csrf_token": token_of(client)}
    return client.post("/admin/activity/undo/", data=sent).status_code


def token_of(client: Client) -> str:
    return client.get("/admin/profile/").text.split('name="csrf_token" value="')[1].split('"')[0]


def test_the_list_shows_everyone_and_narrows(owner: Client) -> None:
    page = owner.get("/admin/user/").text
    for role in Role:
        assert address(role) in page
    narrowed = owner.get("/admin/user/?role=editor").text
    assert address("editor") in narrowed
    assert address("author") not in narrowed
    assert address("author") in owner.get("/admin/user/?search=AUTHOR").text
    assert owner.get("/admin/user/?status=inactive").status_code == 200


def test_the_list_says_who_cannot_sign_in_yet(
    app: Flask, owner: Client, people: dict[str, int]
) -> None:
    chip = '<span class="chip waiting">Can\'t sign in yet</span>'
    assert chip not in owner.get("/admin/user/").text
    with app.app_context(), one_commit("Came in with an import"):
        actions.create_person(actions.Account("in@example.org", "Ines", Role.AUTHOR), None)
        gone = actions.create_person(actions.Account("out@example.org", "Otis", Role.AUTHOR), None)
        gone.active = False
    page = owner.get("/admin/user/").text
    assert page.count(chip) == 1
    tab = re.search(r'href="([^"]*)"[^>]*>\s*Can(?:\'|&#39;)t sign in yet', page)
    assert tab
    listed = owner.get(unescape(tab[1])).text
    assert "Ines" in listed
    assert "Otis" not in listed
    assert "Otis" in owner.get("/admin/user/?status=inactive").text


def test_nothing_secret_is_shown_or_exported(
    app: Flask, owner: Client, people: dict[str, int]
) -> None:
    person = stored_person(app, people["editor"])
    assert person.password
    pages = [
        owner.get(url).text
        for url in (
            "/admin/user/",
            edit_url(person.id),
            "/admin/user/export/csv/",
            f"/admin/user/delete/?id={person.id}",
            "/admin/activity/",
        )
    ]
    for page in pages:
        assert "$argon2" not in page
        assert person.fs_uniquifier not in page


def test_an_edit_is_one_commit_and_recorded_without_secrets(
    app: Flask, owner: Client, people: dict[str, int], traffic: Traffic
) -> None:
    page = owner.get(edit_url(people["editor"]))
    traffic.clear()
    answer = owner.send(page, {"name": "Eve Moor", "role": "author", "timezone": "Asia/Tokyo"})
    assert answer.status_code == 303
    assert traffic.commits == 1
    (change,) = newest_changes(app)
    assert change.before == {"name": "Editor Moor", "role": "editor", "timezone": ""}
    assert change.after == {"name": "Eve Moor", "role": "author", "timezone": "Asia/Tokyo"}
    assert undo(owner, app) == 303
    assert stored_person(app, people["editor"]).role == "editor"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "author@example.org", "Someone else has this address."),
        ("email", "no address", "This is not an email address."),
        ("name", "   ", "Enter a name."),
        ("role", "king", "Not a valid choice"),
        ("timezone", "Mars/Olympus", "Not a valid choice"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(
    owner: Client, people: dict[str, int], field: str, value: str, said: str
) -> None:
    answer = owner.send(owner.get(edit_url(people["editor"])), {field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-error"' in answer.text


def test_extra_fields_change_nothing(app: Flask, owner: Client, people: dict[str, int]) -> None:
    before = stored_person(app, people["editor"])
    page = owner.get(edit_url(people["editor"])).text
    hidden = {
        name: page.split(f'name="{name}" value="')[1].split('"')[0]
        for name in ("csrf_token", "form_key", "version")
    }
    fields = {"name": "Eve", "email": before.email, "role": "editor", "timezone": "", "active": "y"}
    secret = {"password": "x", "fs_uniquifier": "y", "id": "99", "slug": "z", "roles": "owner"}
    answer = owner.post(edit_url(people["editor"]), data=hidden | fields | secret)
    assert answer.status_code == 303
    after = stored_person(app, people["editor"])
    assert (after.password, after.fs_uniquifier, after.slug) == (
        before.password,
        before.fs_uniquifier,
        before.slug,
    )
    assert after.name == "Eve"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OWNER])
def test_nobody_else_manages_people(app: Flask, people: dict[str, int], role: Role) -> None:
    client = sign_in(app, role)
    token = token_of(client)
    for path in ("", "new/", f"edit/?id={people['owner']}", f"delete/?id={people[role]}"):
        assert client.get(f"/admin/user/{path}").status_code == 403
    for path in ("new/", f"edit/?id={people[role]}", "delete/", "action/", "link/"):
        fields = {"csrf_token": token, "id": people[role], "role": "owner", "name": "I"}
        assert client.post(f"/admin/user/{path}", data=fields).status_code == 403
    assert stored_person(app, people[role]).role == role


def test_an_editor_can_not_undo_what_an_owner_did_to_people(
    app: Flask, owner: Client, people: dict[str, int]
) -> None:
    make_people_again = owner.send(owner.get(edit_url(people["author"])), {"role": "moderator"})
    assert make_people_again.status_code == 303
    assert undo(sign_in(app, "editor"), app) in (403, 404)
    assert stored_person(app, people["author"]).role == "moderator"


def test_a_deleted_person_leaves_and_undo_brings_them_back_without_password(
    app: Flask, owner: Client, people: dict[str, int], traffic: Traffic
) -> None:
    editor = sign_in(app, "editor")
    page = owner.get(f"/admin/user/delete/?id={people['editor']}")
    traffic.clear()
    assert owner.send(page, {}, form="/admin/user/delete/").status_code == 303
    assert traffic.commits == 1
    assert how_many(app, User) == 4
    assert editor.get("/admin/").status_code == 302
    assert undo(owner, app) == 303
    back = stored_person(app, people["editor"])
    assert back.email == address("editor")
    assert back.password is None
    assert editor.get("/admin/").status_code == 302


def test_nobody_deletes_themselves(owner: Client, people: dict[str, int]) -> None:
    assert owner.get(f"/admin/user/delete/?id={people['owner']}").status_code == 403
    assert "Delete</a>" not in owner.get(edit_url(people["owner"])).text


def test_the_last_owner_stays_one(app: Flask, owner: Client, people: dict[str, int]) -> None:
    for fields in ({"role": "editor"}, {"active": False}):
        answer = owner.send(owner.get(edit_url(people["owner"])), fields)
        assert answer.status_code == 409
        assert "last owner" in answer.text
    kept = stored_person(app, people["owner"])
    assert (kept.role, kept.active) == ("owner", True)


def test_undo_can_not_take_the_last_owner_away(
    app: Flask, owner: Client, people: dict[str, int]
) -> None:
    """Eve is made an owner, then the first owner steps down; taking back Eve's rise is refused."""
    owner.send(owner.get(edit_url(people["editor"])), {"role": "owner"})
    with app.app_context():
        rise = db.session.scalar(select(func.max(Changeset.id)))
    eve = sign_in(app, "editor")
    eve.send(eve.get(edit_url(people["owner"])), {"role": "author"})
    sent = {"id": rise, "csrf_token": token_of(eve)}
    answer = eve.post("/admin/activity/undo/", data=sent)
    assert answer.status_code == 409
    assert stored_person(app, people["editor"]).role == "owner"


def test_an_owner_who_can_not_sign_in_does_not_count(
    app: Flask, owner: Client, people: dict[str, int]
) -> None:
    with app.app_context(), one_commit("test"):
        account = actions.Account("imported@example.org", "Imported", Role.OWNER)
        actions.create_person(account, None)
    answer = owner.send(owner.get(edit_url(people["owner"])), {"role": "editor"})
    assert answer.status_code == 409


def test_two_owners_who_demote_each_other_at_once_leave_one(app: Flask) -> None:
    for attempt in range(5):
        with app.app_context(), one_commit("test", record=False):
            for person in db.session.scalars(select(User)):
                db.session.delete(person)
        people = make_people(app, "owner", "editor")
        with app.app_context(), one_commit("test", record=False):
            editor = queries.person_by_id(people["editor"])
            assert editor is not None
            editor.role = Role.OWNER

        def demote(by_id: int, whom_id: int) -> str:
            def work() -> None:
                with one_commit("Demoted"):
                    queries.locked_owners()
                    by, whom = (queries.person_by_id(i, lock=True) for i in (by_id, whom_id))
                    assert by is not None
                    assert whom is not None
                    account = actions.Account(whom.email, whom.name, Role.EDITOR)
                    actions.change_account(by, whom, account)

            with app.app_context():
                try:
                    retrying(work)
                except Refusal as refusal:
                    return type(refusal).__name__
            return "done"

        pair = (people["owner"], people["editor"])
        outcomes = at_once([partial(demote, *pair), partial(demote, *pair[::-1])])
        with app.app_context():
            left = queries.locked_owners()
        assert len(left) == 1, (attempt, outcomes)
        assert sorted(outcomes)[-1] == "done"
        assert sorted(outcomes)[0] in ("NotAllowed", LastOwner.__name__)


def test_a_stale_edit_overwrites_nothing(app: Flask, owner: Client, people: dict[str, int]) -> None:
    first, second = (owner.get(edit_url(people["editor"])) for _ in range(2))
    assert owner.send(first, {"name": "First"}).status_code == 303
    answer = owner.send(second, {"name": "Second"})
    assert answer.status_code == 409
    assert "First" in answer.text
    assert "Second" in answer.text
    assert stored_person(app, people["editor"]).name == "First"


@pytest.mark.parametrize("role", list(Role))
def test_everyone_edits_their_own_profile(
    app: Flask, people: dict[str, int], traffic: Traffic, role: Role
) -> None:
    client = sign_in(app, role)
    page = client.get("/admin/profile/")
    traffic.clear()
    answer = client.send(page, {"name": "New Name", "timezone": "Europe/Berlin"})
    assert answer.status_code == 303
    assert traffic.commits == 1
    person = stored_person(app, people[role])
    assert (person.name, person.timezone, person.role) == ("New Name", "Europe/Berlin", role)
    stale = client.send(page, {"name": "Other Name"})
    assert stale.status_code == 303  # the same form again: the first one's answer
    assert stored_person(app, people[role]).name == "New Name"


def test_a_profile_that_was_changed_meanwhile_is_not_overwritten(
    app: Flask, people: dict[str, int]
) -> None:
    client = sign_in(app, "editor")
    page, again = client.get("/admin/profile/"), client.get("/admin/profile/")
    assert client.send(again, {"name": "First"}).status_code == 303
    answer = client.send(page, {"name": "Second"})
    assert answer.status_code == 409
    assert "First" in answer.text
    assert 'value="Second"' in answer.text
    assert stored_person(app, people["editor"]).name == "First"


def test_changing_the_password_ends_all_other_sessions(
    app: Flask, people: dict[str, int], traffic: Traffic
) -> None:
    here, elsewhere = sign_in(app, "editor"), sign_in(app, "editor")
    new = "five other plain words here"
    page = here.get("/change")
    traffic.clear()
    fields = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert here.send(page, fields).status_code == 302
    assert traffic.commits == 1
    assert here.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"password": "not the current one"}, "not your current password"),
        ({"password": ""}, "Enter a password"),
        ({"new_password": "password123", "new_password_confirm": "password123"}, "tried first"),
        ({"new_password_confirm": "something else!"}, "not the same"),
        ({"new_password": "a" * 10_000, "new_password_confirm": "a" * 10_000}, "at most 256"),
    ],
)
def test_a_password_is_changed_only_properly(
    app: Flask, people: dict[str, int], fields: dict[str, str], said: str
) -> None:
    client = sign_in(app, "editor")
    before = stored_person(app, people["editor"]).password
    new = "five other plain words here"
    sent = {"password": PASSWORD, "new_password": new, "new_password_confirm": new} | fields
    answer = client.submit("/change", sent)
    assert answer.status_code == 200
    assert said in answer.text
    assert stored_person(app, people["editor"]).password == before
