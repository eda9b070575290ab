"""Changes to a text that is live wait for their moment, and are made in it, once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from admin_app.columns import now
from admin_app.content.housekeeping import make_due_changes
from admin_app.content.models import PlannedChange, Post, Tag
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.people.models import User
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.together import at_once
from tests.support.traffic import Traffic

EDIT = "/admin/post/edit/?id=1"
CHANGE = "/admin/planned/edit/?id=1"
FRIDAY = "2035-11-30T09:00"


def stored(app: Flask) -> Any:
    """The post as it is stored."""
    columns = (Post.title, Post.body, Post.version, Post.changes_at, Post.changes_open)
    with app.app_context():
        return db.session.execute(select(*columns).where(Post.id == 1)).one()


def state_of(app: Flask, change_id: int = 1) -> str | None:
    with app.app_context():
        return db.session.scalar(select(PlannedChange.state).where(PlannedChange.id == change_id))


def let_it_come(app: Flask, change_id: int = 1) -> None:
    """The moment of the change is now."""
    with app.app_context(), one_commit("Time passed", record=False):
        moment = now() - timedelta(seconds=1)
        db.session.execute(
            update(PlannedChange).where(PlannedChange.id == change_id).values(goes_live_at=moment)
        )


def work(app: Flask) -> None:
    with app.app_context():
        make_due_changes()


@pytest.fixture
def editor(app: Flask, people: dict[str, int]) -> Client:
    """An editor, and a live post."""
    made = sign_in(app, "editor")
    sent = {"title": "Ferry times", "body": "<p>One.</p>\n<p>Two.</p>", "tags": "sea"}
    assert made.submit("/admin/post/new/", {**sent, "status": "published"}).status_code == 303
    return made


def planned(editor: Client, **sent: str) -> str:
    """What the notice says after planning this."""
    fields = {"goes_live_at": FRIDAY, **sent}
    answer = editor.submit(EDIT, fields, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_it_changes_nothing_until_its_moment_and_is_made_in_its_planners_name(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    before = stored(app)
    traffic.clear()
    told = planned(editor, title="Winter ferry times", tags="sea, winter")
    assert traffic.commits == 1
    assert "Planned changes to post “Ferry times”." in told
    after = stored(app)
    assert after[:3] == before[:3]
    assert (after.changes_at, after.changes_open) == (datetime(2035, 11, 30, 9, tzinfo=UTC), 1)
    with app.app_context():
        assert db.session.scalar(select(Tag.id).where(Tag.name == "winter")) is None
        last = db.session.scalars(select(Change).order_by(Change.id.desc()).limit(1)).one()
        assert (last.entity, last.verb) == ("planned_change", "create")
        assert last.after["after"] == {"tags": ["sea", "winter"], "title": "Winter ferry times"}
    assert "30 November 2035, 09:00" in editor.get(EDIT).text
    work(app)
    assert stored(app)[:3] == before[:3]

    let_it_come(app)
    work(app)
    made = stored(app)
    assert (made.title, made.changes_at, made.changes_open) == ("Winter ferry times", None, 0)
    with app.app_context():
        entry = db.session.scalars(select(Changeset).order_by(Changeset.id.desc()).limit(1)).one()
        assert entry.actor_name == "Editor Moor"
        assert entry.summary == "Made the planned changes to post “Ferry times”"
    assert state_of(app) == "applied"


def test_several_workers_make_it_once(app: Flask, editor: Client) -> None:
    planned(editor, title="Winter ferry times")
    let_it_come(app)
    version = stored(app).version
    at_once([lambda: work(app)] * 4)
    assert stored(app)[0::2][:2] == ("Winter ferry times", version + 1)


def test_planning_is_undone_and_so_is_what_was_made_of_it(app: Flask, editor: Client) -> None:
    planned(editor, title="Winter ferry times")
    undone = editor.submit("/admin/", form="/admin/activity/undo/", follow_redirects=True)
    assert "Undid: Planned changes" in undone.text
    assert stored(app).changes_open == 0
    assert state_of(app) is None
    planned(editor, title="Summer ferry times")
    let_it_come(app, 2)
    work(app)
    assert stored(app).title == "Summer ferry times"
    editor.submit("/admin/", form="/admin/activity/undo/")
    assert stored(app).title == "Ferry times"
    work(app)
    assert stored(app).title == "Ferry times"


def test_what_others_wrote_meanwhile_is_merged(app: Flask, editor: Client) -> None:
    planned(editor, body="<p>One.</p>\n<p>Two, from May on.</p>", tags="summer")
    sent = {"body": "<p>One, at noon.</p>\n<p>Two.</p>", "title": "Ferries", "tags": "sea, quay"}
    editor.submit(EDIT, sent)
    let_it_come(app)
    work(app)
    made = stored(app)
    assert made.title == "Ferries"
    assert "One, at noon." in made.body
    assert "Two, from May on." in made.body
    with app.app_context():
        names = db.session.scalars(select(Tag.name).where(Tag.post_count == 1).order_by(Tag.name))
        assert list(names) == ["quay", "summer"]


def test_where_words_would_be_lost_it_fails_and_says_so_and_can_be_planned_anew(
    app: Flask, editor: Client
) -> None:
    planned(editor, title="Winter ferry times", excerpt="When they sail.")
    editor.submit(EDIT, {"title": "All the ferries"})
    let_it_come(app)
    work(app)
    work(app)
    assert (stored(app).title, stored(app).changes_open) == ("All the ferries", 1)
    why = "The title was changed by somebody else after this was planned."
    for address in ("/admin/", EDIT, CHANGE, "/admin/planned/?status=failed"):
        assert why in editor.get(address).text, address
    page = editor.get(CHANGE)
    assert "All the ferries" in page.text
    assert "Winter ferry times" in page.text
    answer = editor.send(page, {"goes_live_at": FRIDAY})
    assert answer.status_code == 303
    assert state_of(app) == "waiting"
    answer = editor.submit(CHANGE, form="act", button="act=make", follow_redirects=True)
    assert "Made the planned changes" in answer.text
    assert stored(app).title == "Winter ferry times"


def test_it_is_moved_cancelled_and_brought_back(app: Flask, editor: Client) -> None:
    planned(editor, title="Winter ferry times")
    assert editor.submit(CHANGE, {"goes_live_at": "2036-01-02T03:04"}).status_code == 303
    assert stored(app).changes_at == datetime(2036, 1, 2, 3, 4, tzinfo=UTC)
    assert editor.submit(CHANGE, form="act", button="act=cancel").status_code == 303
    assert (state_of(app), stored(app).changes_open) == ("cancelled", 0)
    assert editor.get(CHANGE).status_code == 403
    editor.submit("/admin/planned/", form="/admin/activity/undo/")
    assert (state_of(app), stored(app).changes_open) == ("waiting", 1)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"goes_live_at": "2020-01-01T00:00", "title": "X"}, "Choose a moment to come"),
        ({"goes_live_at": "soon", "title": "X"}, "Write the date as year, month, day and time."),
        ({"goes_live_at": FRIDAY}, "Nothing here differs"),
        ({"goes_live_at": FRIDAY, "status": "draft"}, "This can&#39;t wait"),
        ({"goes_live_at": FRIDAY, "slug": "other"}, "is free"),
    ],
)
def test_what_can_not_be_planned_is_refused_with_everything_kept(
    app: Flask, editor: Client, sent: dict[str, str], told: str
) -> None:
    editor.submit("/admin/post/new/", {"title": "Other"})
    answer = editor.submit(EDIT, sent | {"excerpt": ""})
    assert answer.status_code == 422
    assert re.search(told, answer.text)
    assert all(value in answer.text for value in sent.values())
    assert state_of(app) is None


def test_only_who_may_publish_the_post_plans_changes_to_it(app: Flask, editor: Client) -> None:
    planned(editor, title="Winter ferry times")
    author = sign_in(app, "author")
    assert author.get(CHANGE).status_code == 404
    with app.app_context(), one_commit("Gave away", record=False):
        db.session.execute(update(Post).values(author_id=4))
    contributor = sign_in(app, "contributor")
    assert 'name="goes_live_at"' not in contributor.get("/admin/post/new/").text
    assert contributor.get(CHANGE).status_code == 403


def test_the_page_of_the_editor_asks_for_planned_changes_only_where_there_are_some(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    traffic.clear()
    editor.get(EDIT)
    plain = len(traffic.statements)
    planned(editor, title="Winter ferry times")
    traffic.clear()
    editor.get(EDIT)
    assert len(traffic.statements) == plain + 1


def test_two_people_on_one_plan_are_merged_or_asked(app: Flask, editor: Client) -> None:
    planned(editor, title="Winter ferry times", excerpt="When they sail.")
    owner = sign_in(app, "owner")
    page, other = editor.get(CHANGE), owner.get(CHANGE)
    assert owner.send(other, {"excerpt": "When they sail in winter."}).status_code == 303
    assert editor.send(page, {"title": "Ferries in winter"}).status_code == 303
    with app.app_context():
        after = db.session.scalar(select(PlannedChange.after))
    assert after == {"excerpt": "When they sail in winter.", "title": "Ferries in winter"}
    page, other = editor.get(CHANGE), owner.get(CHANGE)
    assert owner.send(other, {"title": "The owner's title"}).status_code == 303
    answer = editor.send(page, {"title": "The editor's title"})
    assert answer.status_code == 409
    assert "The owner&#39;s title" in answer.text
    assert "The editor&#39;s title" in answer.text


def test_the_sites_own_fields_wait_too_each_for_itself(app: Flask, editor: Client) -> None:
    owner = sign_in(app, "owner")
    for label in ("Dateline", "Desk", "Source"):
        new = {"label": label, "kind": "text", "shown": True}
        assert owner.submit("/admin/field/new/", new).status_code == 303
    editor.submit(EDIT, {"field_dateline": "Quay", "field_desk": "Sport"})
    planned(editor, field_dateline="Harbour", field_desk="")
    form = editor.get(CHANGE).text
    assert 'value="Harbour"' in form
    editor.submit(EDIT, {"field_source": "Pilot"})
    assert editor.submit(CHANGE, {"title": "Winter"}).status_code == 303
    let_it_come(app)
    read = app.test_client().get("/posts/ferry-times").text
    assert "Harbour" in read
    assert "Sport" not in read
    work(app)
    with app.app_context():
        held = db.session.scalar(select(Post.own_fields).where(Post.id == 1))
    assert held == {"dateline": "Harbour", "source": "Pilot"}

    planned(editor, field_source="Captain")
    editor.submit(EDIT, {"field_source": "Cook"})
    let_it_come(app, 2)
    work(app)
    assert state_of(app, 2) == "failed"
    assert "source: Captain" in editor.get("/admin/planned/edit/?id=2").text


def test_a_password_that_is_due_locks_feed_and_page_and_opens_it(
    app: Flask, editor: Client
) -> None:
    planned(editor, password="pier")
    let_it_come(app)
    reader = app.test_client()
    assert "One." not in reader.get("/feed.atom").text
    assert "One." not in reader.get("/posts/ferry-times").text
    assert reader.submit("/posts/ferry-times", {"password": "quay"}).status_code == 422
    reader.submit("/posts/ferry-times", {"password": "pier"})
    assert "One." in reader.get("/posts/ferry-times").text


def test_the_feed_has_what_is_due_before_the_worker_has_made_it(app: Flask, editor: Client) -> None:
    planned(editor, title="Winter ferry times", body="<p>Three.</p>")
    let_it_come(app)
    feed = app.test_client().get("/feed.atom").text
    assert "Winter ferry times" in feed
    assert "Three." in feed
    assert "One." not in feed
    assert stored(app).title == "Ferry times"


def test_readers_see_nothing_of_what_was_planned_by_somebody_who_was_shut_out_since(
    app: Flask, editor: Client, people: dict[str, int]
) -> None:
    planned(editor, title="Winter ferry times", body="<p>Three.</p>")
    with app.app_context(), one_commit("Shut out", record=False):
        shut_out = update(User).where(User.id == people["editor"]).values(active=False)
        db.session.execute(shut_out)
    let_it_come(app)
    for path in ("/feed.atom", "/posts/ferry-times", "/"):
        told = app.test_client().get(path).text
        assert "Ferry times" in told
        assert "Winter" not in told
        assert "Three." not in told
    work(app)
    assert (state_of(app), stored(app).title) == ("failed", "Ferry times")


@pytest.mark.parametrize("act", ["make", "cancel"])
def test_who_may_not_publish_a_text_neither_makes_nor_cancels_what_is_planned_for_it(
    app: Flask, editor: Client, people: dict[str, int], act: str
) -> None:
    planned(editor, title="Winter ferry times")
    with app.app_context(), one_commit("Given away", record=False):
        db.session.execute(update(Post).values(author_id=people["contributor"]))
    contributor = sign_in(app, "contributor")
    page = contributor.get("/admin/planned/")
    assert "Ferry times" in page.text
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"id": "1", "act": act, "csrf_token": token}
    assert contributor.post("/admin/planned/act/", data=sent).status_code == 403
    assert (state_of(app), stored(app).title) == ("waiting", "Ferry times")
