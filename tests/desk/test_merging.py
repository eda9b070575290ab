"""Two people at one text: what does not clash is put together, what clashes is asked about."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from admin_app.content.actions.terms import find_or_create_tags
from admin_app.content.models import Post, Tag
from admin_app.extensions import db
from admin_app.history.models import Change
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.forms import find_form
from tests.support.traffic import Traffic, recorded

FIRST = "<p>The old harbour was quiet in the morning.</p>"
SECOND = "<p>Nobody had read the plan that hung there.</p>"
BODY = f"{FIRST}\n{SECOND}"
EDIT = "/admin/post/edit/?id=1"


@pytest.fixture
def post(app: Flask, people: dict[str, int]) -> None:
    """A draft of the editor's with two paragraphs and two tags."""
    with app.app_context(), one_commit("Made a post"):
        post = Post(title="The plan", slug="plan", body=BODY, author_id=people["editor"])
        post.tags = find_or_create_tags(["Harbour", "News"])
        post.categories = []
        db.session.add(post)


@pytest.fixture
def ada(app: Flask, post: None) -> Client:
    """An editor."""
    return sign_in(app, "editor")


@pytest.fixture
def ben(app: Flask, post: None) -> Client:
    """An owner."""
    return sign_in(app, "owner")


def stored(app: Flask) -> Post:
    with app.app_context():
        post = db.session.scalars(select(Post).where(Post.id == 1)).one()
        db.session.refresh(post, ["tags"])
        db.session.expunge_all()
        return post


def kept(app: Flask) -> list[dict[str, Any] | None]:
    """The versions that were kept and not saved as such."""
    with app.app_context():
        changes = select(Change.after).where(Change.verb == "kept", Change.entity == "post")
        return list(db.session.scalars(changes.order_by(Change.id)))


def answer(client: Client, asked: TestResponse, fields: dict[str, Any]) -> TestResponse:
    """What the page that asks answers when it is sent with these choices."""
    form = find_form(asked.text, EDIT, EDIT, fields)
    form.press("Save")
    return client.post(form.action, data=form.data(fields))


def saved(page: TestResponse, client: Client, fields: dict[str, Any]) -> None:
    assert client.send(page, fields, form=EDIT).status_code == 303


def test_changes_that_do_not_clash_are_both_saved_in_one_commit_and_told(
    app: Flask, ada: Client, ben: Client
) -> None:
    mine, theirs = ada.get(EDIT), ben.get(EDIT)
    bens = {
        "title": "The plan nobody read",
        "body": BODY.replace("Nobody", "No one"),
        "tags": "News, Boats",
        "comments_open": "0",
    }
    saved(theirs, ben, bens)
    adas = {"body": BODY.replace("quiet", "still"), "tags": "Harbour, News, Tides"}
    with recorded() as traffic:
        done = ada.send(mine, adas, form=EDIT)
    assert (done.status_code, traffic.commits) == (303, 1)
    post = stored(app)
    assert post.title == "The plan nobody read"
    assert post.body == BODY.replace("quiet", "still").replace("Nobody", "No one")
    assert {tag.name for tag in post.tags} == {"News", "Boats", "Tides"}
    assert post.comments_open is False
    assert kept(app) == []
    told = ada.get("/admin/post/").text
    assert "Kept from Owner Moor: the title, paragraph 2 of the text" in told


def test_two_who_rewrote_the_same_words_are_asked_and_both_texts_stay(
    app: Flask, ada: Client, ben: Client
) -> None:
    mine, theirs = ada.get(EDIT), ben.get(EDIT)
    saved(theirs, ben, {"body": BODY.replace("quiet", "loud"), "title": "Ben’s title"})
    adas = BODY.replace("quiet", "still").replace("Nobody", "No one")
    with recorded() as traffic:
        asked = ada.send(mine, {"body": adas, "excerpt": "Short"}, form=EDIT)
    assert (asked.status_code, traffic.commits) == (409, 0)
    assert "You and Owner Moor changed the same" in asked.text
    assert "loud</ins>" in asked.text
    assert "still</ins>" in asked.text
    with recorded() as traffic:
        done = answer(ada, asked, {"choice.body.0": "both"})
    assert (done.status_code, traffic.commits) == (303, 1)
    assert len(traffic.statements) <= 20
    post = stored(app)
    assert post.body == BODY.replace("quiet", "loud still").replace("Nobody", "No one")
    assert (post.title, post.excerpt) == ("Ben’s title", "Short")
    assert kept(app) == [{"body": adas, "excerpt": "Short"}]


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_whatever_is_chosen_the_other_text_stays_in_history(
    app: Flask, ada: Client, ben: Client, choice: str
) -> None:
    mine, theirs = ada.get(EDIT), ben.get(EDIT)
    saved(theirs, ben, {"body": BODY.replace("quiet", "loud")})
    asked = ada.send(mine, {"body": BODY.replace("quiet", "still")}, form=EDIT)
    assert answer(ada, asked, {"choice.body.0": choice}).status_code == 303
    word = "still" if choice == "mine" else "loud"
    assert stored(app).body == BODY.replace("quiet", word)
    assert kept(app) == [{"body": BODY.replace("quiet", "still")}]


def test_a_version_that_is_not_saved_as_such_is_kept_whole(
    app: Flask, ada: Client, ben: Client
) -> None:
    mine, theirs = ada.get(EDIT), ben.get(EDIT)
    saved(theirs, ben, {"body": BODY.replace("quiet", "loud"), "tags": "News"})
    adas = {
        "body": BODY.replace("quiet", "still"),
        "title": "Ada’s",
        "tags": "harbour, Tides",
        "comments_open": "0",
        "planned_on": "2026-03-04",
        "excerpt": "Mine",
    }
    asked = ada.send(mine, adas, form=EDIT)
    assert asked.status_code == 409
    with recorded() as traffic:
        assert answer(ada, asked, {"choice.body.0": "theirs"}).status_code == 303
    assert traffic.commits == 1
    with app.app_context():
        names = {tag.name: tag.id for tag in db.session.scalars(select(Tag))}
    (version,) = kept(app)
    assert version == {
        "body": adas["body"],
        "title": "Ada’s",
        "comments_open": False,
        "planned_on": "2026-03-04",
        "excerpt": "Mine",
        "tags": sorted([names["Harbour"], names["Tides"]]),
    }
    with app.app_context():
        number = db.session.scalars(select(Change.id).where(Change.verb == "kept")).one()
    page = ada.get(f"/admin/post/compare/?id=1&left=k{number}")
    assert "Harbour, Tides" in re.sub("<[^>]+>", "", page.text)


def test_what_was_not_saved_as_such_can_be_compared_and_restored(
    app: Flask, ada: Client, ben: Client
) -> None:
    mine, theirs = ada.get(EDIT), ben.get(EDIT)
    saved(theirs, ben, {"body": BODY.replace("quiet", "loud")})
    asked = ada.send(mine, {"body": BODY.replace("quiet", "still")}, form=EDIT)
    answer(ada, asked, {"choice.body.0": "theirs"})
    with app.app_context():
        change = db.session.scalars(select(Change).where(Change.verb == "kept")).one()
    activity = ada.get(f"/admin/activity/changeset/?id={change.changeset_id}").text
    assert "Kept beside the save" in activity
    assert "was quiet" not in activity
    page = ada.get(f"/admin/post/compare/?id=1&left=k{change.id}")
    assert "Editor Moor’s version, not saved as such" in page.text
    assert "still</del>" in page.text
    assert ada.send(page, {}, form="/admin/post/restore/").status_code == 303
    assert stored(app).body == BODY.replace("quiet", "still")


def test_a_value_that_both_chose_differently_is_chosen(
    app: Flask, ada: Client, ben: Client
) -> None:
    mine, theirs = ada.get(EDIT), ben.get(EDIT)
    saved(theirs, ben, {"status": "in_review"})
    asked = ada.send(mine, {"status": "published", "title": "Mine"}, form=EDIT)
    assert asked.status_code == 409
    assert "In review" in asked.text
    assert answer(ada, asked, {"choice.status.0": "theirs"}).status_code == 303
    post = stored(app)
    assert (post.status, post.title) == ("in_review", "Mine")


def test_a_third_who_saves_while_one_chooses_is_merged_too(
    app: Flask, ada: Client, ben: Client
) -> None:
    mine, theirs = ada.get(EDIT), ben.get(EDIT)
    saved(theirs, ben, {"body": BODY.replace("quiet", "loud")})
    asked = ada.send(mine, {"body": BODY.replace("quiet", "still")}, form=EDIT)
    saved(ben.get(EDIT), ben, {"title": "Third", "body": BODY.replace("quiet", "noisy")})
    again = answer(ada, asked, {"choice.body.0": "mine"})
    assert again.status_code == 409
    assert "noisy</ins>" in again.text
    assert answer(ada, again, {"choice.body.0": "theirs"}).status_code == 303
    post = stored(app)
    assert (post.title, post.body) == ("Third", BODY.replace("quiet", "noisy"))
    assert kept(app) == [{"body": BODY.replace("quiet", "still")}]


def test_a_paragraph_that_one_took_out_and_the_other_wrote_on_is_asked_about(
    app: Flask, ada: Client, ben: Client
) -> None:
    mine, theirs = ada.get(EDIT), ben.get(EDIT)
    saved(theirs, ben, {"body": FIRST})
    asked = ada.send(mine, {"body": BODY.replace("Nobody", "No one")}, form=EDIT)
    assert asked.status_code == 409
    assert "Taken out." in asked.text
    assert answer(ada, asked, {"choice.body.0": "theirs"}).status_code == 303
    assert stored(app).body == FIRST


def test_only_what_readers_may_get_comes_out_of_a_merge(
    app: Flask, ada: Client, ben: Client
) -> None:
    mine, theirs = ada.get(EDIT), ben.get(EDIT)
    saved(theirs, ben, {"body": BODY.replace("quiet", "loud")})
    evil = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
    asked = ada.send(mine, {"body": BODY.replace("quiet", f"still {evil}")}, form=EDIT)
    shown = asked.text.split('<div class="sides">')[1].split("<textarea")[0]
    assert "onerror" not in shown
    assert "<script" not in shown
    fields = {"choice.body.0": "both", "text.body.0": f"<p>Both {evil}</p>"}
    assert answer(ada, asked, fields).status_code == 303
    assert "onerror" not in stored(app).body
    assert "onerror" not in str(kept(app))


@pytest.mark.parametrize(
    "fields",
    [
        {"merging": "x"},
        {"merging": "99999999999"},
        {"merging": "0"},
        {"version": "99"},
        {"choice.body.0": "nobody's"},
        {"choice.body.7": "mine"},
        {"kept.body": "\0<script>", "kept.": "1"},
        {"kept.nonsense": "x", "kept.": "1"},
        {"kept.author_id": "10" * 30, "kept.": "1"},
        {"kept.body": "x", "kept.": "-3"},
        {"text.body.0": "\ud800\u202e" * 10},
    ],
)
def test_nonsense_in_the_page_that_asks_is_no_failure(
    app: Flask, ada: Client, ben: Client, fields: dict[str, str]
) -> None:
    mine, theirs = ada.get(EDIT), ben.get(EDIT)
    saved(theirs, ben, {"body": BODY.replace("quiet", "loud")})
    asked = ada.send(mine, {"body": BODY.replace("quiet", "still")}, form=EDIT)
    form = find_form(asked.text, EDIT, EDIT, {})
    form.press("Save")
    data: MultiDict[str, Any] = form.data({})
    for name, value in fields.items():
        data.setlist(name, [value.encode("utf-8", "surrogatepass")])
    assert ada.post(form.action, data=data).status_code in (303, 400, 409, 422)


def test_what_others_took_back_is_no_change(app: Flask, ada: Client, ben: Client) -> None:
    mine = ada.get(EDIT)
    for words in ("loud", "quiet"):
        saved(ben.get(EDIT), ben, {"body": BODY.replace("quiet", words)})
    assert ada.send(mine, {"body": BODY.replace("quiet", "still")}, form=EDIT).status_code == 303
    assert stored(app).body == BODY.replace("quiet", "still")


def test_a_save_that_is_not_late_costs_no_more_than_before(ada: Client, traffic: Traffic) -> None:
    page = ada.get(EDIT)
    traffic.clear()
    saved(page, ada, {"title": "A new title"})
    assert traffic.commits == 1
    assert len(traffic.statements) <= 12
    assert not [one for one in traffic.statements if "FROM change" in one]
