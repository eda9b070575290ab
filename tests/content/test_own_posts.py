"""What writers may do to their own posts: there is no way around an editor, and nothing is lost."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from admin_app.columns import now
from admin_app.content.actions.texts import write
from admin_app.content.models import Post
from admin_app.errors import Refusal
from admin_app.extensions import db
from admin_app.history.models import Change
from admin_app.people.models import User
from admin_app.readers.models import Comment
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.forms import find_form

POSTS = "/admin/post/"


def make_post(app: Flask, author_id: int, status: str, slug: str = "own") -> int:
    """A post of this person; its id."""
    moment = now() + timedelta(days=2 if status == "scheduled" else -2)
    with app.app_context(), one_commit("Made a post"):
        post = Post(title="Own", slug=slug, author_id=author_id, status=status, tags=[])
        post.published_at = moment if status in ("scheduled", "published") else None
        db.session.add(post)
        db.session.flush()
        return post.id


def status_of(app: Flask, post_id: int) -> str | None:
    with app.app_context():
        return db.session.scalar(select(Post.status).where(Post.id == post_id))


def act(client: Client, action: str, post_id: int, tab: str = "") -> int:
    """The status of the answer to this bulk action on one post."""
    page = client.get(f"{POSTS}?status={tab}")
    answer = client.send(
        page, {"rowid": [post_id]}, form="/admin/post/action/", button=f"action={action}"
    )
    return answer.status_code


def undo_last(app: Flask, client: Client, post_id: int) -> tuple[int, str]:
    """Status and text of the answer to Undo of what happened last to the post."""
    with app.app_context():
        last = (
            select(Change.changeset_id)
            .where(Change.entity == "post", Change.entity_id == post_id)
            .order_by(Change.id.desc())
            .limit(1)
        )
        changeset_id = db.session.scalar(last)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/admin/").text)
    assert token
    sent = {"id": str(changeset_id), "csrf_token": token[1]}
    answer = client.post("/admin/activity/undo/", data=sent)
    return answer.status_code, answer.text


@pytest.mark.parametrize("status", ["published", "scheduled"])
def test_what_an_editor_took_down_a_contributor_does_not_put_up_again(
    app: Flask, people: dict[str, int], status: str
) -> None:
    post_id = make_post(app, people["contributor"], status)
    assert act(sign_in(app, "editor"), "trash", post_id) == 303
    contributor = sign_in(app, "contributor")
    assert act(contributor, "restore", post_id, "trash") == 303
    assert status_of(app, post_id) == "draft"


@pytest.mark.parametrize(("role", "status"), [("author", "published"), ("editor", "scheduled")])
def test_who_may_publish_restores_to_the_state_of_before(
    app: Flask, people: dict[str, int], role: str, status: str
) -> None:
    post_id = make_post(app, people[role], status)
    person = sign_in(app, role)
    act(person, "trash", post_id)
    act(person, "restore", post_id, "trash")
    assert status_of(app, post_id) == status


def test_a_contributor_does_not_publish_by_undoing_what_they_did_as_an_author(
    app: Flask, people: dict[str, int]
) -> None:
    post_id = make_post(app, people["author"], "published")
    author = sign_in(app, "author")
    assert act(author, "draft", post_id) == 303
    with app.app_context(), one_commit("Changed a role", record=False):
        db.session.execute(
            update(User).where(User.id == people["author"]).values(role="contributor")
        )
    status, told = undo_last(app, author, post_id)
    assert status == 403
    assert "would publish “Own”" in told
    assert status_of(app, post_id) == "draft"


@pytest.mark.parametrize("role", ["author", "contributor"])
def test_a_writer_takes_back_the_deletion_of_their_own_post_and_its_comments(
    app: Flask, people: dict[str, int], role: str
) -> None:
    post_id = make_post(app, people[role], "draft")
    with app.app_context(), one_commit("A comment"):
        db.session.add(Comment(post_id=post_id, author_name="R", author_email="", body="Said."))
    writer = sign_in(app, role)
    act(writer, "trash", post_id)
    writer.submit(f"{POSTS}delete/?id={post_id}", form="/admin/post/delete/")
    assert status_of(app, post_id) is None
    answer = writer.submit(POSTS, form="/admin/activity/undo/")
    assert answer.status_code == 303
    assert status_of(app, post_id) == "trash"
    with app.app_context():
        assert db.session.scalar(select(Comment.body)) == "Said."


FORGED = {"sticky": "1", "password": "open sesame", "published_at": "2020-02-02T20:20"}


def fields_of(app: Flask, post_id: int) -> tuple[bool, str | None, datetime | None]:
    """What the post says of who reads it, when and how prominently."""
    with app.app_context():
        found = select(Post.sticky, Post.password, Post.published_at).where(Post.id == post_id)
        row = db.session.execute(found).one()
        return row.sticky, row.password, row.published_at


def test_a_contributor_sees_none_of_the_fields_of_who_publishes(
    app: Flask, people: dict[str, int]
) -> None:
    post_id = make_post(app, people["contributor"], "draft")
    contributor = sign_in(app, "contributor")
    for address in (f"{POSTS}new/", f"{POSTS}edit/?id={post_id}"):
        page = contributor.get(address).text
        for name in ("sticky", "password", "published_at", "author"):
            assert f'name="{name}"' not in page
        states = re.findall(r'<option[^>]* value="(\w+)"|<option value="(\w+)"', page)
        assert {"draft", "in_review"} <= {one or other for one, other in states}
        assert not {"published", "scheduled"} & {one or other for one, other in states}


@pytest.mark.parametrize("is_new", [True, False])
def test_what_a_contributor_forges_is_left_as_it_is(
    app: Flask, people: dict[str, int], is_new: bool
) -> None:
    post_id = 1 if is_new else make_post(app, people["contributor"], "draft")
    contributor = sign_in(app, "contributor")
    address = f"{POSTS}new/" if is_new else f"{POSTS}edit/?id={post_id}"
    page = contributor.get(address)
    form = find_form(page.text, address, None, {"title": ""})
    sent = form.data({"title": "Mine"}) | FORGED
    answer = contributor.post(form.action, data=sent)
    assert answer.status_code == 303
    assert fields_of(app, post_id) == (False, None, None)


@pytest.mark.parametrize("name", ["sticky", "password", "published_at"])
def test_the_action_itself_refuses_a_contributor(
    app: Flask, people: dict[str, int], name: str
) -> None:
    post_id = make_post(app, people["contributor"], "draft")
    values = {"sticky": True, "password": "x", "published_at": now()}
    with app.app_context():
        contributor = db.session.get_one(User, people["contributor"])
        with pytest.raises(Refusal, match="may publish") as refusal, one_commit("Tried"):
            write(contributor, db.session.get_one(Post, post_id), {name: values[name]})
    assert (refusal.value.status, refusal.value.field) == (403, name)
    assert fields_of(app, post_id) == (False, None, None)


def test_who_may_publish_sets_them_and_a_contributor_keeps_what_they_set(
    app: Flask, people: dict[str, int]
) -> None:
    post_id = make_post(app, people["contributor"], "draft")
    edit = f"{POSTS}edit/?id={post_id}"
    assert sign_in(app, "editor").submit(edit, FORGED).status_code == 303
    before = fields_of(app, post_id)
    assert before[:2] == (True, "open sesame")
    assert sign_in(app, "contributor").submit(edit, {"title": "Anew"}).status_code == 303
    assert fields_of(app, post_id) == before


def test_an_author_sets_them_on_a_post_of_their_own(app: Flask, people: dict[str, int]) -> None:
    author = sign_in(app, "author")
    sent = {"title": "Own", "sticky": "1", "password": "open sesame"}
    assert author.submit(f"{POSTS}new/", sent).status_code == 303
    assert fields_of(app, 1) == (True, "open sesame", None)


def test_a_contributor_does_not_set_them_by_undoing_what_they_did_as_an_author(
    app: Flask, people: dict[str, int]
) -> None:
    post_id = make_post(app, people["author"], "draft")
    author = sign_in(app, "author")
    for sticky in ("1", "0"):
        author.submit(f"{POSTS}edit/?id={post_id}", {"sticky": sticky})
    with app.app_context(), one_commit("Changed a role", record=False):
        db.session.execute(
            update(User).where(User.id == people["author"]).values(role="contributor")
        )
    status, told = undo_last(app, author, post_id)
    assert status == 403
    assert "set by who publishes" in told
    assert fields_of(app, post_id) == (False, None, None)


def test_a_writer_does_not_take_back_what_an_editor_deleted(
    app: Flask, people: dict[str, int]
) -> None:
    post_id = make_post(app, people["author"], "trash")
    sign_in(app, "editor").submit(f"{POSTS}delete/?id={post_id}", form="/admin/post/delete/")
    assert undo_last(app, sign_in(app, "author"), post_id)[0] == 404


def test_a_writer_does_not_bring_back_a_post_that_was_theirs_no_longer(
    app: Flask, people: dict[str, int]
) -> None:
    post_id = make_post(app, people["author"], "trash")
    with app.app_context(), one_commit("Gave it away", record=False):
        db.session.execute(update(Post).values(author_id=people["editor"]))
    editor = sign_in(app, "editor")
    editor.submit(f"{POSTS}delete/?id={post_id}", form="/admin/post/delete/")
    with app.app_context(), one_commit("Another's name over it", record=False):
        db.session.execute(update(User).where(User.id == people["editor"]).values(role="author"))
        db.session.execute(
            update(Change)
            .values(before={"author_id": people["owner"]})
            .where(Change.verb == "delete")
        )
    assert undo_last(app, editor, post_id)[0] == 403
    assert status_of(app, post_id) is None
