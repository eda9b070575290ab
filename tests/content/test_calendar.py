"""The calendar shows each person their days, on their own clock, and moves what may be moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from admin_app.columns import now
from admin_app.content.actions.calendar import on_day
from admin_app.content.desk.calendar import starts_of
from admin_app.content.models import PlannedChange, Post
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import PASSWORD, address, sign_in
from tests.support.client import Client
from tests.support.pages import assert_accessible, sign_in_page
from tests.support.traffic import Traffic

BERLIN = ZoneInfo("Europe/Berlin")
MONTH = "/admin/calendar/?month=2035-11"
MOMENT = datetime(2035, 11, 30, 9, tzinfo=UTC)


def add(app: Flask, row: Any) -> int:
    with app.app_context(), one_commit("Added"):
        db.session.add(row)
        db.session.flush()
        row_id: int = row.id
    return row_id


def post(app: Flask, title: str, author: int, **values: Any) -> int:
    scheduled = {"status": "scheduled", "published_at": MOMENT} | values
    made = Post(title=title, slug=title.lower(), author_id=author, tags=[], categories=[])
    for name, value in scheduled.items():
        setattr(made, name, value)
    return add(app, made)


def moment_of(app: Flask, post_id: int = 1) -> datetime | None:
    with app.app_context():
        return db.session.scalar(select(Post.published_at).where(Post.id == post_id))


@pytest.fixture
def filled(app: Flask, people: dict[str, int]) -> dict[str, int]:
    """A scheduled post, a planned one, a live one with a planned change; the people."""
    editor = people["editor"]
    post(app, "Scheduled", editor)
    post(
        app,
        "Meant",
        people["author"],
        status="draft",
        published_at=None,
        planned_on=date(2035, 11, 6),
    )
    live = post(app, "Live", editor, status="published", published_at=now() - timedelta(days=1))
    change = PlannedChange(
        post_id=live,
        title="Live",
        base_version=1,
        before={"title": "Live"},
        after={"title": "Livelier"},
        goes_live_at=datetime(2035, 11, 12, 8, tzinfo=UTC),
        author_id=editor,
    )
    add(app, change)
    return people


def submit(client: Client, what: str, day: str, url: str = MONTH) -> str:
    """What the calendar says after an item was moved by its own form, without JavaScript."""
    page = client.get(url)
    kind, _, row_id = what.rpartition("-")
    forms = page.text.split('action="/admin/calendar/move/"')[1:]
    own = (f'name="what" value="{kind}"', f'name="id" value="{row_id}"')
    mine = next(one for one in forms if all(part in one for part in own))
    hidden = {
        name: mine.split(f'name="{name}" value="')[1].split('"')[0]
        for name in ("csrf_token", "form_key", "version")
    }
    sent = {"what": kind, "id": row_id, "day": day, "url": url, **hidden}
    return client.post("/admin/calendar/move/", data=sent, follow_redirects=True).text


def test_it_shows_what_comes_out_what_changes_and_what_is_planned(
    app: Flask, filled: dict[str, int], traffic: Traffic
) -> None:
    editor = sign_in(app, "editor")
    traffic.clear()
    page = editor.get(MONTH).text
    assert len(traffic.statements) <= 6
    for item in ("post-1", "post-plan-2", "change-1"):
        assert f'id="{item}"' in page
    week = editor.get("/admin/calendar/?week=2035-W48").text
    assert 'id="post-1"' in week
    assert 'id="change-1"' not in week
    mine = sign_in(app, "author").get(MONTH).text
    assert 'id="post-plan-2"' in mine
    assert "Scheduled</span>" not in mine
    assert 'id="change-1"' not in mine


def test_a_move_keeps_the_time_is_one_commit_and_is_undone(
    app: Flask, filled: dict[str, int], traffic: Traffic
) -> None:
    editor = sign_in(app, "editor")
    traffic.clear()
    told = submit(editor, "post-1", "2035-11-07")
    assert traffic.commits == 1
    assert "Moved “Scheduled” to 7 Nov 2035." in told
    assert moment_of(app) == datetime(2035, 11, 7, 9, tzinfo=UTC)
    submit(editor, "change-1", "2035-11-13")
    submit(editor, "post-plan-2", "2035-11-14")
    with app.app_context():
        assert db.session.scalar(select(PlannedChange.goes_live_at)) == datetime(
            2035, 11, 13, 8, tzinfo=UTC
        )
        assert db.session.scalar(select(Post.planned_on).where(Post.id == 2)) == date(2035, 11, 14)
    for _ in range(3):
        page = editor.get("/admin/")
        undo = page.text.split('action="/admin/activity/undo/"')[1]
        sent = {n: undo.split(f'name="{n}" value="')[1].split('"')[0] for n in ("csrf_token", "id")}
        editor.post("/admin/activity/undo/", data=sent)
    assert moment_of(app) in (MOMENT, datetime(2035, 11, 7, 9, tzinfo=UTC))


def test_what_can_not_be_moved_says_why(app: Flask, filled: dict[str, int]) -> None:
    editor = sign_in(app, "editor")
    assert "That moment has passed." in submit(editor, "post-1", "2020-01-01")
    assert "Write the day as year" in submit(editor, "post-1", "soon")
    page = editor.get(MONTH)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    live = {"what": "post", "id": "3", "version": "1", "day": "2035-11-01", "csrf_token": token}
    answer = editor.post("/admin/calendar/move/", data=live, follow_redirects=True)
    assert "is out already" in answer.text
    stale = live | {"id": "1", "version": "99"}
    answer = editor.post("/admin/calendar/move/", data=stale, follow_redirects=True)
    assert "Somebody has changed “Scheduled” meanwhile." in answer.text
    no_plan = live | {"what": "change-plan", "id": "1"}
    assert editor.post("/admin/calendar/move/", data=no_plan).status_code == 404
    assert moment_of(app) == MOMENT


@pytest.mark.parametrize("role", ["author", "contributor"])
def test_nobody_moves_what_they_may_not_see(app: Flask, filled: dict[str, int], role: str) -> None:
    person = sign_in(app, role)
    page = person.get("/admin/calendar/").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    common = {"version": "1", "day": "2035-11-01", "csrf_token": token}
    for what in ("post 1", "change 1", "page 1", "user 1", "post x", "post-plans 1"):
        kind, row_id = what.split()
        sent = {"what": kind, "id": row_id, **common}
        assert person.post("/admin/calendar/move/", data=sent).status_code == 404, what


def test_who_may_not_change_a_text_any_more_does_not_plan_it(
    app: Flask, people: dict[str, int]
) -> None:
    day = date(2035, 11, 6)
    post(app, "Out", people["contributor"], status="published", planned_on=day)
    contributor = sign_in(app, "contributor")
    page = contributor.get(MONTH).text
    assert "Out" in page
    assert 'action="/admin/calendar/move/"' not in page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"what": "post-plan", "id": "1", "day": "2035-11-07", "version": "1", "url": MONTH}
    sent |= {"csrf_token": token, "form_key": "a-key-of-ones-own"}
    forged = contributor.post("/admin/calendar/move/", data=sent, follow_redirects=True)
    assert "You can see this text, but not change it." in forged.text
    with app.app_context():
        assert db.session.get_one(Post, 1).planned_on == day


@pytest.mark.parametrize(
    "query",
    ["month=2035-13", "month=0000-01", "month=9999-12", "month=" + "9" * 5000, "week=2035-W54",
     "week=2035-W00", "week=0001-W01", "month=%00", "week=%ED%A0%80", "month=२०३५-११"],
)  # fmt: skip
def test_days_that_there_are_not_are_not_found(
    app: Flask, people: dict[str, int], query: str
) -> None:
    assert sign_in(app, "editor").get(f"/admin/calendar/?{query}").status_code == 404


@pytest.mark.parametrize("query", ["month=1000-01", "month=9997-12", "week=2026-W53", "week="])
def test_far_days_are_shown(app: Flask, people: dict[str, int], query: str) -> None:
    assert sign_in(app, "editor").get(f"/admin/calendar/?{query}").status_code == 200


def test_days_begin_at_midnight_on_the_persons_clock_also_as_clocks_change() -> None:
    spring = starts_of(date(2026, 3, 28), 3, BERLIN)
    assert [b - a for a, b in pairwise(spring)] == [
        timedelta(hours=24), timedelta(hours=23), timedelta(hours=24)
    ]  # fmt: skip
    autumn = starts_of(date(2026, 10, 24), 3, BERLIN)
    assert autumn[2] - autumn[1] == timedelta(hours=25)


def test_a_move_over_a_change_of_clocks_keeps_the_time_on_the_clock() -> None:
    nine = datetime(2026, 3, 27, 8, tzinfo=UTC)  # 09:00 in Berlin
    assert on_day(nine, date(2026, 3, 30), BERLIN) == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert on_day(nine, date(2026, 10, 26), BERLIN) == nine.replace(month=10, day=26)
    half_past_two = datetime(2026, 3, 28, 1, 30, tzinfo=UTC)
    # That time is skipped on the day itself: half past three.
    assert on_day(half_past_two, date(2026, 3, 29), BERLIN) == half_past_two.replace(day=29)
    # The hour that comes twice: the first of them, unless the moment is in the second already.
    assert on_day(half_past_two, date(2026, 10, 25), BERLIN) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert on_day(second, date(2026, 10, 25), BERLIN) == second


def test_a_post_just_after_midnight_stands_on_its_own_day(
    app: Flask, people: dict[str, int]
) -> None:
    post(app, "Late", people["editor"], published_at=datetime(2035, 11, 29, 23, 30, tzinfo=UTC))
    editor = sign_in(app, "editor")
    editor.submit("/admin/profile/", {"timezone": "Europe/Berlin"})
    page = editor.get(MONTH).text
    assert page.index('id="day-2035-11-30"') < page.index('id="post-1"')
    assert "00:30" in page


def test_a_day_with_more_than_it_can_show_leads_on(app: Flask, people: dict[str, int]) -> None:
    for number in range(6):
        post(app, f"Post-{number}", people["editor"])
    page = sign_in(app, "editor").get(MONTH).text
    assert page.count("data-item") == 4
    assert "+2 more" in page
    assert "/admin/calendar/?week=2035-W48#day-2035-11-30" in page
    assert sign_in(app, "editor").get("/admin/calendar/?week=2035-W48").text.count("data-item") == 6


def test_items_are_moved_by_keyboard_and_by_dragging(
    app: Flask, filled: dict[str, int], page: Page
) -> None:
    sign_in_page(page, address("editor"), PASSWORD)
    page.goto(MONTH)
    assert_accessible(page)
    page.get_by_role("link", name="Scheduled").focus()
    for key in ("ArrowLeft", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    status = page.locator("[data-calendar-status]")
    expect(status).to_contain_text("Scheduled: Thursday 15 November 2035")
    expect(page.locator("#day-2035-11-15 #post-1")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#day-2035-11-30 #post-1")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Moved “Scheduled” to")
    expect(page.locator("#day-2035-11-29 #post-1 a")).to_be_focused()
    expect(status).to_contain_text("Undo is at the end of the page")
    assert moment_of(app) == MOMENT - timedelta(days=1)
    assert_accessible(page)

    item, target = page.locator("#post-1 .words"), page.locator("#day-2035-11-20")
    item.hover()
    page.mouse.down()
    target.hover()
    page.mouse.up()
    expect(page.locator("#day-2035-11-20 #post-1")).to_be_visible()
    assert moment_of(app) == MOMENT - timedelta(days=10)
    loaded = page.evaluate("performance.timeOrigin")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("#day-2035-11-29 #post-1")).to_be_visible()
    assert page.evaluate("performance.timeOrigin") == loaded  # in place
    assert moment_of(app) == MOMENT - timedelta(days=1)
    page.set_viewport_size({"width": 390, "height": 800})
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
