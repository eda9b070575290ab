"""The history of a text: its timeline, two versions side by side, restoring, who wrote what."""

from __future__ import annotations

import re

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import insert, select

from admin_app.columns import now
from admin_app.content.actions.terms import find_or_create_tags
from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.history.models import Change, Changeset
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic, recorded

BODY = "<p>The harbour was quiet. Nobody had read the plan.</p>\n<p>It hung there for years.</p>"
EDIT = "/admin/post/edit/?id=1"
COMPARE = "/admin/post/compare/?id=1"
PAGES = ("history", "compare", "blame")


@pytest.fixture
def editor(app: Flask, people: dict[str, int]) -> Client:
    """An editor, at a post that is at version 4: its title, then its text, then tags and state."""
    with app.app_context(), one_commit("Created post “The plan”"):
        post = Post(title="The plan", slug="plan", body=BODY, author_id=people["editor"])
        post.tags = find_or_create_tags(["Harbour"])
        post.categories = []
        db.session.add(post)
    client = sign_in(app, "editor")
    change(client, title="The plan nobody read", slug="plan")
    change(sign_in(app, "owner"), body=BODY.replace("quiet", "loud <em>indeed</em>"))
    change(client, tags="Harbour, News", status="in_review")
    return client


def change(client: Client, **fields: str) -> None:
    assert client.submit(EDIT, fields, form=EDIT).status_code == 303


def stored(app: Flask) -> Post:
    with app.app_context():
        post = db.session.scalars(select(Post).where(Post.id == 1)).one()
        db.session.refresh(post, ["tags"])
        db.session.expunge_all()
        return post


def words(text: str) -> str:
    main = lxml.html.document_fromstring(text).get_element_by_id("main")
    return " ".join(main.text_content().split())


def test_every_save_stands_in_the_timeline_with_what_it_changed(editor: Client) -> None:
    page = editor.get("/admin/post/history/?id=1")
    said = words(page.text)
    for version, fields in ((2, "title"), (3, "text"), (4, "status, tags")):
        assert re.search(rf"version {version} just now · {fields}", said), fields
    assert "Owner Moor edited post" in said
    assert 'href="/admin/post/history/?id=1"' in editor.get(EDIT).text


def test_two_versions_are_compared_in_all_fields_with_the_words_marked(editor: Client) -> None:
    page = editor.get(f"{COMPARE}&left=1&right=4").text
    bare = re.sub(r'<span class="visually-hidden">\w+: </span>', "", page)
    assert "<ins> nobody read</ins>" in bare
    assert "<del> quiet</del>" in bare
    assert "<ins> loud <em>indeed</em></ins>" in bare
    assert "<ins>, News</ins>" in bare
    assert "In review" in bare
    assert "&lt;em&gt;" in bare
    assert "Nothing differs" in editor.get(f"{COMPARE}&left=2&right=2").text
    assert "loud" not in words(editor.get(f"{COMPARE}&left=1&right=2").text)


def test_a_field_is_restored_and_the_restoring_undone(app: Flask, editor: Client) -> None:
    page = editor.get(f"{COMPARE}&left=1&right=4")
    with recorded() as traffic:
        done = editor.send(page, {"field": ["title"]}, form="/admin/post/restore/")
    assert (done.status_code, traffic.commits) == (303, 1)
    post = stored(app)
    assert (post.title, post.status, "loud" in post.body) == ("The plan", "in_review", True)
    timeline = editor.get("/admin/post/history/?id=1")
    assert "restored title of “The plan” from version 1" in words(timeline.text)
    with app.app_context():
        last = db.session.scalar(select(Changeset.id).order_by(Changeset.id.desc()).limit(1))
    token = {"id": last, "csrf_token": re.findall(r'csrf_token" value="([^"]+)', timeline.text)[0]}
    assert editor.post("/admin/activity/undo/", data=token).status_code == 303
    assert stored(app).title == "The plan nobody read"


def test_a_whole_version_is_restored(app: Flask, editor: Client) -> None:
    page = editor.get(f"{COMPARE}&left=1&right=4")
    assert editor.send(page, {}, form="/admin/post/restore/").status_code == 303
    post = stored(app)
    assert (post.title, post.body, post.status) == ("The plan", BODY, "draft")
    assert [tag.name for tag in post.tags] == ["Harbour"]


def test_a_restore_that_comes_too_late_is_refused(app: Flask, editor: Client) -> None:
    page = editor.get(f"{COMPARE}&left=1&right=4")
    change(editor, title="Newer")
    late = editor.send(page, {}, form="/admin/post/restore/")
    assert late.status_code == 409
    assert "Someone else has saved this meanwhile" in late.text
    assert stored(app).title == "Newer"


def test_each_sentence_says_who_changed_it_last(editor: Client) -> None:
    said = words(editor.get("/admin/post/blame/?id=1").text)
    assert re.search(r"Owner Moor just now · version 3 The harbour was loud indeed\.", said)
    assert re.search(r"The site just now Nobody had read the plan\.", said)
    assert re.search(r"The site just now It hung there for years\.", said)


@pytest.mark.parametrize("page", PAGES)
def test_who_may_not_read_the_text_does_not_find_its_history(
    app: Flask, editor: Client, page: str
) -> None:
    for role in ("author", "contributor"):
        assert sign_in(app, role).get(f"/admin/post/{page}/?id=1").status_code == 404
    assert sign_in(app, "moderator").get(f"/admin/post/{page}/?id=1").status_code == 403
    assert editor.get(f"/admin/post/{page}/?id=2").status_code == 404


def test_what_is_in_the_trash_has_its_history_too(app: Flask, editor: Client) -> None:
    list_page = editor.get("/admin/post/")
    editor.send(list_page, {"rowid": ["1"]}, form="/admin/post/action/", button="action=trash")
    for page in PAGES:
        assert editor.get(f"/admin/post/{page}/?id=1").status_code == 200
    restoring = editor.get(f"{COMPARE}&left=1&right=5")
    assert 'name="field" value="status"' not in restoring.text
    assert editor.send(restoring, {}, form="/admin/post/restore/").status_code == 303
    post = stored(app)
    assert (post.title, post.status) == ("The plan", "trash")


@pytest.mark.parametrize(
    "query",
    ["&left=0", "&left=99", "&right=-1", "&left=k1", "&left=k", "&right=k99999999999", "&left=x"],
)
def test_a_version_that_never_was_is_not_found(editor: Client, query: str) -> None:
    assert editor.get(f"{COMPARE}{query}").status_code == 404


def test_five_thousand_revisions_cost_the_statements_of_ten(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    paths = ("/admin/post/history/?id=1", f"{COMPARE}&left=2&right=3", "/admin/post/blame/?id=1")
    counts = []
    for _ in range(2):
        for path in paths:
            traffic.clear()
            assert editor.get(path).status_code == 200
            counts.append(len(traffic.statements))
        _many_revisions(app, 500)
    assert counts[:2] == counts[3:5]
    assert max(counts) <= 12


def _many_revisions(app: Flask, number: int) -> None:
    with app.app_context(), one_commit("Many", record=False):
        post = db.session.scalars(select(Post).where(Post.id == 1)).one()
        sets = db.session.scalars(
            insert(Changeset).returning(Changeset.id),
            [{"at": now(), "actor_name": "Ben", "summary": "Edited post “The plan”"}] * number,
        ).all()
        title = {"before": {"title": "a"}, "after": {"title": "b"}, "fields": "title"}
        common = {"entity": "post", "entity_id": 1, "verb": "edit", "label": ""} | title
        db.session.execute(
            insert(Change),
            [
                common | {"changeset_id": sets[i], "version": post.version + 1 + i}
                for i in range(number)
            ],
        )
        post.version += number
