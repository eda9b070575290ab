"""The settings, as an owner changes them."""

from __future__ import annotations

import pytest
from flask import Flask

from admin_app.content.models import Setting
from admin_app.content.queries.settings import site_settings
from admin_app.extensions import db
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

PATH = "/admin/setting/"


def stored(app: Flask) -> Setting:
    with app.app_context():
        return db.session.get_one(Setting, 1)


def test_the_settings_are_changed_in_one_commit(
    app: Flask, owner: Client, traffic: Traffic
) -> None:
    form = owner.get(PATH)
    traffic.clear()
    answer = owner.send(
        form,
        {
            "site_title": "  Harbour\x00 News ",
            "tagline": "All that floats",
            "footer": "Made\nby the sea",
            "timezone": "Europe/Copenhagen",
            "posts_per_page": 25,
            "comments_mode": "hold_all",
            "comments_close_after_days": 30,
            "comment_floods_per_minute": 0,
        },
    )
    assert (answer.status_code, answer.location) == (303, PATH)
    assert traffic.commits == 1
    with app.app_context():
        kept = site_settings()
        assert (kept.site_title, kept.footer) == ("Harbour News", "Made\nby the sea")
        assert (kept.posts_per_page, kept.comments_mode) == (25, "hold_all")
    assert "Changed the settings." in owner.get(PATH).text


def test_readers_see_them_at_once(owner: Client, client: Client) -> None:
    owner.submit(PATH, {"site_title": "Harbour News"})
    assert "Harbour News" in client.get("/").text


def test_a_change_can_be_undone(app: Flask, owner: Client) -> None:
    owner.submit(PATH, {"site_title": "Harbour News"})
    owner.submit(PATH, form="/admin/activity/undo/")
    assert stored(app).site_title == "Copydesk"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("site_title", " ", "Give the site a name."),
        ("site_title", "x" * 121, "120 characters"),
        ("posts_per_page", "0", "from 1 to 100"),
        ("posts_per_page", "101", "from 1 to 100"),
        ("posts_per_page", "ten", "Not a valid integer"),
        ("posts_per_page", "1" * 40, "from 1 to 100"),
        ("comments_close_after_days", "-1", "from 0 to 3650"),
        ("comment_floods_per_minute", "", "from 0 to 1000"),
        ("timezone", "Mars/Crater", "Not a valid choice"),
        ("comments_mode", "maybe", "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    app: Flask, owner: Client, field: str, value: str, said: str
) -> None:
    answer = owner.submit(PATH, {field: value, "tagline": "My words"})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-error"' in answer.text
    assert "My words" in answer.text
    assert stored(app).tagline == ""


def test_a_second_owner_is_told_what_the_first_one_saved(app: Flask, owner: Client) -> None:
    old = owner.get(PATH)
    owner.submit(PATH, {"site_title": "Harbour News", "comments_mode": "closed"})
    answer = owner.send(old, {"site_title": "Sea News"})
    assert answer.status_code == 409
    assert "Already put together with yours: the new comments" in answer.text
    assert "Harbour News" in answer.text
    assert "Sea News" in answer.text
    assert stored(app).site_title == "Harbour News"


def test_there_is_one_row_and_it_stays(app: Flask, owner: Client) -> None:
    assert owner.get(f"{PATH}new/").status_code in (403, 404)
    assert owner.get(f"{PATH}delete/?id=1").status_code in (403, 404)
    assert owner.get(f"{PATH}edit/?id=2").location == PATH
    assert owner.get(f"{PATH}export/csv/").status_code == 404


def test_only_owners_come_here(app: Flask, people: dict[str, int]) -> None:
    for role in ("editor", "author", "contributor", "moderator"):
        client = sign_in(app, role)
        assert client.get(PATH).status_code == 403
        assert client.post(PATH).status_code in (400, 403)
        assert PATH not in client.get("/admin/").text
