"""Fields of a site's own: made without code, typed, searched, exported, filtered and shown."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.content.models import CustomField, Post
from admin_app.extensions import db
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

CARRIED = ("csrf_token", "form_key", "version")
FIELDS = "/admin/field/"
EDIT = "/admin/post/edit/?id=1"
PUBLISHED = "/admin/post/edit/?id=4"


@pytest.fixture
def owner(app: Flask, small_site: dict[str, int]) -> Client:
    """The owner of a small site whose posts have a field of each kind."""
    client = sign_in(app, "owner")
    for label, kind in (
        ("Rating", "number"),
        ("Happens on", "date"),
        ("Source", "link"),
        ("Checked", "yes_no"),
    ):
        assert client.submit(f"{FIELDS}new/", {"label": label, "kind": kind}).status_code == 303
    client.submit(
        f"{FIELDS}new/", {"label": "Desk", "kind": "choice", "choices": "Local\nSport\n\nLocal"}
    )
    return client


def _held(app: Flask, post_id: int = 1) -> dict[str, Any]:
    with app.app_context():
        return dict(db.session.scalars(select(Post.own_fields).where(Post.id == post_id)).one())


def _token(client: Client) -> str:
    return client.get(EDIT).text.split('name="csrf_token" value="')[1].split('"')[0]


def _fill(client: Client, path: str = EDIT) -> None:
    values = {
        "field_dateline": "Quayside",
        "field_rating": "4,5",
        "field_happens_on": "2026-12-24",
        "field_source": "https://example.org/a",
        "field_checked": "1",
        "field_desk": "Sport",
    }
    assert client.submit(path, values).status_code == 303


ALL = {
    "dateline": "Quayside",
    "rating": 4.5,
    "happens_on": "2026-12-24",
    "source": "https://example.org/a",
    "checked": True,
    "desk": "Sport",
}


def test_what_is_typed_is_kept_by_its_kind_found_and_taken_back(app: Flask, owner: Client) -> None:
    _fill(owner)
    assert _held(app) == ALL
    page = owner.get(EDIT)
    assert 'value="4.5"' in page.text
    assert "Post 0" in owner.get("/admin/post/?search=quayside").text
    assert "Post 0" not in owner.get("/admin/post/?search=nowhere").text
    cleared = owner.send(page, {"field_dateline": "", "field_checked": ""})
    assert _held(app).keys() == ALL.keys() - {"dateline", "checked"}
    told = owner.get(cleared.location)
    assert "Nothing matches" in owner.get("/admin/post/?search=quayside").text
    owner.send(told, form="/admin/activity/undo/")
    assert _held(app) == ALL
    assert "Post 0" in owner.get("/admin/post/?search=quayside").text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rating", "many"),
        ("rating", "9" * 40),
        ("rating", "nan"),
        ("happens_on", "2026-02-30"),
        ("source", "javascript:alert(1)"),
        ("source", "//evil.example"),
        ("dateline", "x" * 10_000),
        ("desk", "Nowhere"),
    ],
)
def test_what_a_field_does_not_take_is_said_beside_it(
    app: Flask, owner: Client, name: str, value: str
) -> None:
    answer = owner.submit(EDIT, {f"field_{name}": value, "title": "Kept as typed"})
    assert answer.status_code == 422
    assert f'id="field_{name}-error"' in answer.text
    assert "Kept as typed" in answer.text
    assert _held(app) == {}


def test_harmful_characters_are_left_out(app: Flask, owner: Client) -> None:
    owner.submit(EDIT, {"field_dateline": "Quay\u202e\x00\x07 side\n!"})
    assert _held(app)["dateline"] == "Quay side !"


def test_a_field_that_has_to_be_filled_in_is_asked_for_and_a_form_without_it_is_saved(
    app: Flask, owner: Client
) -> None:
    owner.submit(f"{FIELDS}edit/?id=1", {"required": True})
    assert owner.submit(EDIT, {"title": "Without"}).status_code == 422
    quick = owner.submit("/admin/post/quick/?id=1", {"title": "Quick"})
    assert quick.status_code == 303


def test_a_deleted_field_leaves_what_it_held(app: Flask, owner: Client) -> None:
    _fill(owner)
    owner.submit(f"{FIELDS}delete/?id=1", form=f"{FIELDS}delete/")
    assert 'name="field_dateline"' not in owner.get(EDIT).text
    owner.submit(EDIT, {"field_rating": "3"})
    assert _held(app) == ALL | {"rating": 3}


def test_readers_see_what_is_shown_and_nothing_else(app: Flask, owner: Client) -> None:
    _fill(owner, PUBLISHED)
    page = app.test_client().get("/posts/post-3").text
    assert "<dt>Dateline</dt><dd>Quayside</dd>" in page
    assert "Rating" not in page


def test_readers_find_no_text_by_what_only_the_desk_sees(app: Flask, owner: Client) -> None:
    owner.submit(PUBLISHED, {"field_dateline": "Embargoed", "excerpt": "Of ferries"})
    reader = app.test_client()
    assert "Post 3" in owner.get("/admin/post/?search=embargoed").text
    for hidden in ("embargoed", "ferries embargoed"):
        assert "/posts/post-3" not in reader.get(f"/search?q={hidden}").text
    assert "/posts/post-3" in reader.get("/search?q=ferries").text
    owner.submit("/admin/page/edit/?id=4", {"title": "Where ferries go"})
    assert "/pages/page-3" in reader.get("/search?q=ferries").text


def test_lists_are_filtered_by_choices_and_exports_have_all(app: Flask, owner: Client) -> None:
    _fill(owner)
    sport = owner.get("/admin/post/?field.desk=Sport").text
    assert "Post 0" in sport
    assert "Post 1" not in sport
    assert "Post 0" not in owner.get("/admin/post/?field.desk=Local").text
    assert "Post 0" in owner.get("/admin/post/?field.checked=1").text
    assert "Post 0" not in owner.get("/admin/post/?field.checked=0").text
    assert owner.get("/admin/post/?field.desk=%00'%22&field.rating=1").status_code == 200
    rows = csv.DictReader(io.StringIO(owner.get("/admin/post/export/csv/?field.desk=Sport").text))
    found = list(rows)
    assert [(row["Dateline"], row["Rating"], row["Desk"]) for row in found] == [
        ("Quayside", "4.5", "Sport")
    ]


def test_they_cost_the_desk_no_statement(app: Flask, owner: Client, traffic: Traffic) -> None:
    def asked(path: str) -> int:
        owner.get(path)
        traffic.clear()
        owner.get(path)
        return len([one for one in traffic.statements if not one.startswith("BEGIN")])

    with_fields = (asked("/admin/post/"), asked("/admin/post/edit/?id=5"))
    with app.app_context():
        ids = db.session.scalars(select(CustomField.id)).all()
    for field_id in ids:
        owner.submit(f"{FIELDS}delete/?id={field_id}", form=f"{FIELDS}delete/")
    assert with_fields == (asked("/admin/post/"), asked("/admin/post/edit/?id=5"))
    assert with_fields[0] == 3


def test_they_are_restored_from_history_as_other_fields_are(app: Flask, owner: Client) -> None:
    for value in ("Harbour", "Quayside"):
        owner.submit(EDIT, {"field_dateline": value})
    page = owner.get("/admin/post/compare/?id=1")
    owner.send(page, {"field": ["field_dateline"]}, form="/admin/post/restore/")
    assert _held(app)["dateline"] == "Harbour"


def test_a_form_that_was_sent_without_them_comes_back_without_them(
    app: Flask, owner: Client
) -> None:
    owner.submit(EDIT, {"field_dateline": "Quayside"})
    form = owner.get(EDIT)
    sent = {name: form.text.split(f'name="{name}" value="')[1].split('"')[0] for name in CARRIED}
    refused = owner.post(EDIT, data=sent | {"title": ""})
    assert refused.status_code == 422
    # Empty as they would be, the next try would take them away.
    assert 'name="field_dateline"' not in refused.text


def test_a_preview_shows_what_is_typed_into_them(app: Flask, owner: Client) -> None:
    owner.submit(f"{FIELDS}edit/?id=1", {"shown": True})
    sent = {"csrf_token": _token(owner), "title": "T", "field_dateline": "Quayside"}
    for path in ("/admin/post/preview/?id=1", "/admin/post/preview/"):
        assert "<dt>Dateline</dt><dd>Quayside</dd>" in owner.post(path, data=sent).text


def test_two_people_on_two_fields_both_keep_theirs(app: Flask, owner: Client) -> None:
    mine = owner.get(EDIT)
    sign_in(app, "editor").submit(EDIT, {"field_rating": "5"})
    assert owner.send(mine, {"field_dateline": "Mine"}).status_code == 303
    assert _held(app) == {"rating": 5, "dateline": "Mine"}


def test_only_owners_make_fields_and_keys_are_their_own(app: Flask, owner: Client) -> None:
    assert sign_in(app, "editor").get(FIELDS).status_code == 403
    again = owner.submit(f"{FIELDS}new/", {"label": "Dateline", "kind": "text"})
    assert again.status_code == 422
    assert "with the key “dateline” already" in again.text
    empty = owner.submit(f"{FIELDS}new/", {"label": "Which", "kind": "choice"})
    assert "one on a line" in empty.text
    for label in ("\u202e", "n" * 10_000):
        assert owner.submit(f"{FIELDS}new/", {"label": label}).status_code == 422
