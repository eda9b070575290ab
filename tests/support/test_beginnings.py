"""A test begins with what was kept, whatever the one before it has done."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

from admin_app.content.models import Setting
from admin_app.extensions import db
from tests.promises.contents import Contents, contents
from tests.promises.world import SMALL_SITE
from tests.support.beginnings import CAST, Beginnings, State
from tests.support.posts import make_post


def _held(app: Flask) -> Contents:
    with app.app_context():
        return contents(db.engine, db.metadata)


def _disturb(app: Flask) -> int:
    """Change something in many tables; the id of the text that was made."""
    with app.app_context(), db.engine.begin() as connection:
        for name in ("comment", "setting", "change", "changeset"):
            connection.execute(db.metadata.tables[name].delete())
    return make_post(app, "disturbing")


@pytest.mark.parametrize("state", [CAST, SMALL_SITE], ids=lambda state: state.name)
def test_what_was_kept_is_back_to_the_next_id(
    app: Flask, beginnings: Beginnings, state: State
) -> None:
    people = beginnings.at(state)
    before = _held(app)
    number = _disturb(app)
    assert _held(app) != before
    assert beginnings.at(state) == people
    assert _held(app) == before
    assert _disturb(app) == number


def test_each_state_is_kept_by_itself(app: Flask, beginnings: Beginnings) -> None:
    beginnings.at(SMALL_SITE)
    assert _held(app)["post"]
    beginnings.at(CAST)
    assert len(_held(app)["user"]) == 5
    assert not _held(app)["post"]
    beginnings.nothing()
    assert not _held(app)["user"]


def test_what_is_about_a_moment_ago_is_made_anew_when_it_is_older(
    app: Flask, beginnings: Beginnings
) -> None:
    made = []

    def make(_app: Flask) -> dict[str, int]:
        made.append(make_post(app, f"post-{len(made)}"))
        return {"owner": len(made)}

    lasting, brief = State("lasting", make), State("brief", make, lasts=-1)
    assert [beginnings.at(lasting), beginnings.at(lasting)] == [{"owner": 1}] * 2
    assert [beginnings.at(brief), beginnings.at(brief)] == [{"owner": 2}, {"owner": 3}]


def test_who_is_signed_in_has_cookies_of_their_own(beginnings: Beginnings) -> None:
    beginnings.at(CAST)
    one, other = beginnings.signed_in("owner"), beginnings.signed_in("owner")
    assert one.get("/admin/profile/").status_code == 200
    one.delete_cookie("copydesk")
    assert one.get("/admin/profile/").status_code == 302
    assert other.get("/admin/profile/").status_code == 200
    assert "owner@example.org" in beginnings.signed_in("owner").get("/admin/profile/").text
    assert beginnings.signed_in("author").get("/admin/setting/").status_code in (403, 404)


def test_what_is_left_open_is_in_nobodys_way(app: Flask, beginnings: Beginnings) -> None:
    with app.app_context():
        title = select(Setting.site_title)
        before = db.session.scalar(title)
        db.session.rollback()
        left = db.engine.connect()
        left.execute(update(Setting).values(site_title="Left"))
        beginnings.nothing()
        with db.engine.begin() as connection:
            assert connection.scalar(title) == before
            connection.execute(update(Setting).values(site_title="Gone on"))
        left.invalidate()
        left.close()
        assert db.session.scalar(title) == "Gone on"
