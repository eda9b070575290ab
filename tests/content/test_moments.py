"""A moment that somebody typed can be shown on every clock, or is refused in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.history.models import Change
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in

CLOCKS = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC")


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00", "9999-12-31T23:59", "9999-12-31T12:00", "99999-01-01T00:00", "soon"],
)
@pytest.mark.parametrize("clock", CLOCKS)
def test_a_moment_at_the_ends_of_the_calendar_is_refused(
    app: Flask, people: dict[str, int], moment: str, clock: str
) -> None:
    author = sign_in(app, "author")
    author.submit("/admin/profile/", {"timezone": clock})
    answer = author.submit("/admin/post/new/", {"title": "Once", "published_at": moment})
    assert answer.status_code == 422
    assert "Write the date as year, month, day and time." in answer.text
    with app.app_context():
        assert db.session.scalar(select(Post.id)) is None


@pytest.mark.parametrize("moment", ["0004-05-06T07:08", "9998-12-31T23:59"])
def test_a_moment_far_away_is_shown_on_every_clock(
    app: Flask, people: dict[str, int], moment: str
) -> None:
    author, editor = sign_in(app, "author"), sign_in(app, "editor")
    sent = {"title": "Far", "status": "published", "published_at": moment}
    assert author.submit("/admin/post/new/", sent).status_code == 303
    with app.app_context():
        post_id = db.session.scalar(select(Post.id))
    assert f'value="{moment}"' in author.get(f"/admin/post/edit/?id={post_id}").text
    for clock in CLOCKS:
        assert editor.submit("/admin/profile/", {"timezone": clock}).status_code == 303
        for address in ("?status=published", "?status=scheduled", f"edit/?id={post_id}"):
            assert editor.get(f"/admin/post/{address}").status_code == 200
        again = editor.submit(f"/admin/post/edit/?id={post_id}", {"excerpt": clock})
        assert again.status_code == 303


@pytest.mark.parametrize(
    ("moment", "clock"),
    [
        (datetime(2025, 5, 6, 7, 8, 9, 123456, tzinfo=UTC), "UTC"),
        # Both are half past two in Berlin, where that hour came twice.
        (datetime(2025, 10, 26, 0, 30, tzinfo=UTC), "Europe/Berlin"),
        (datetime(2025, 10, 26, 1, 30, tzinfo=UTC), "Europe/Berlin"),
    ],
)
def test_a_moment_that_nobody_touched_stays_to_the_microsecond(
    app: Flask, people: dict[str, int], moment: datetime, clock: str
) -> None:
    with app.app_context(), one_commit("Made a post"):
        post = Post(title="Once", slug="once", status="published", published_at=moment)
        db.session.add(post)
        db.session.flush()
        address = f"/admin/post/edit/?id={post.id}"
    editor = sign_in(app, "editor")
    editor.submit("/admin/profile/", {"timezone": clock})
    assert editor.submit(address, {"title": "Twice"}).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(Post.published_at)) == moment
        after = db.session.scalar(select(Change.after).order_by(Change.id.desc()).limit(1))
    assert after == {"title": "Twice"}
    assert editor.submit(address, {"published_at": "2025-10-26T02:31"}).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(Post.published_at)) != moment
