"""What is typed is kept while it is typed, offered on return, and gone once it is saved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import func, select

from admin_app.columns import now
from admin_app.content import housekeeping
from admin_app.content.actions.kept import sweep
from admin_app.content.models import Autosave, Post
from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.people.models import User
from admin_app.people.permissions import Role
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.forms import find_form
from tests.support.traffic import Traffic, recorded

KEEP = "/admin/post/autosave/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def post_id(app: Flask, people: dict[str, int]) -> int:
    """A draft of the editor's."""
    with app.app_context(), one_commit("Made a post", record=False):
        post = Post(title="Tides", slug="tides", body="<p>Low.</p>", author_id=people["editor"])
        db.session.add(post)
        db.session.flush()
        return int(post.id)


def form_of(client: Client, path: str) -> dict[str, Any]:
    """The fields of the form at this address, as a browser would send them."""
    page = client.get(path)
    assert page.status_code == 200, page.text
    return find_form(page.text, path, None, {"title": ""}).data({}).to_dict()


def keep(client: Client, fields: dict[str, Any], person: int, row: int = 0, **typed: Any) -> Any:
    """Send what a script would: the form with these words, kept for this person."""
    return client.post(
        KEEP + (f"?id={row}" if row else ""),
        data={**fields, **typed, "_person": person},
        headers=JSON,
    )


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_words_are_kept_in_one_commit_that_history_does_not_know(
    app: Flask, editor: Client, people: dict[str, int], post_id: int, traffic: Traffic
) -> None:
    fields = form_of(editor, f"/admin/post/edit/?id={post_id}")
    before = count(app, Changeset)
    traffic.clear()
    answer = keep(editor, fields, people["editor"], post_id, body="<p>High.</p>")
    assert answer.status_code == 200, answer.text
    assert answer.json["version"] == 1
    assert traffic.commits == 1
    asked = [one for one in traffic.statements if not one.startswith("BEGIN")]
    assert len(asked) <= 4, asked
    assert len(traffic.writes) <= 2
    assert count(app, Changeset) == before
    again = keep(editor, fields, people["editor"], post_id, body="<p>Higher.</p>")
    assert again.json["id"] == answer.json["id"]
    assert count(app, Autosave) == 1


def test_on_return_the_words_are_offered_shown_and_taken_over(
    editor: Client, people: dict[str, int], post_id: int
) -> None:
    path = f"/admin/post/edit/?id={post_id}"
    fields = form_of(editor, path)
    kept = keep(editor, fields, people["editor"], post_id, body="<p>High water at noon.</p>").json
    page = editor.get(path)
    assert "and did not save it" in page.text
    difference = editor.get(f"{KEEP}?id={kept['id']}")
    shown = lxml.html.document_fromstring(difference.text)
    assert "Low." in shown.find(".//del").text_content()
    assert "High" in shown.find(".//ins").text_content()
    assert "Excerpt" not in difference.text
    taken = form_of(editor, f"{path}&kept={kept['id']}")
    assert taken["body"] == "<p>High water at noon.</p>"
    assert taken["version"] == "1"
    assert taken["autosaved"] == "1"
    assert taken["draft_key"] == fields["draft_key"]


def test_a_save_lets_go_of_what_was_kept_in_its_own_commit(
    app: Flask, editor: Client, people: dict[str, int], post_id: int, traffic: Traffic
) -> None:
    path = f"/admin/post/edit/?id={post_id}"
    fields = form_of(editor, path)
    keep(editor, fields, people["editor"], post_id, body="<p>High.</p>")
    traffic.clear()
    saved = editor.post(path, data={**fields, "body": "<p>High.</p>", "autosaved": "1"})
    assert saved.status_code == 303
    assert traffic.commits == 1
    assert count(app, Autosave) == 0


def test_a_plain_save_asks_nothing_of_what_is_kept(
    editor: Client, people: dict[str, int], post_id: int, traffic: Traffic
) -> None:
    path = f"/admin/post/edit/?id={post_id}"
    fields = form_of(editor, path)
    traffic.clear()
    editor.post(path, data={**fields, "body": "<p>High.</p>"})
    assert not [one for one in traffic.statements if "autosave" in one]


def test_what_comes_after_the_save_of_its_form_is_not_kept(
    app: Flask, editor: Client, people: dict[str, int], post_id: int
) -> None:
    path = f"/admin/post/edit/?id={post_id}"
    fields = form_of(editor, path)
    editor.post(path, data={**fields, "body": "<p>High.</p>"})
    late = keep(editor, fields, people["editor"], post_id, body="<p>High.</p>")
    assert late.status_code == 200
    assert late.json["id"] is None
    assert count(app, Autosave) == 0


def test_older_words_do_not_replace_newer_ones(
    app: Flask, editor: Client, people: dict[str, int], post_id: int
) -> None:
    fields = form_of(editor, f"/admin/post/edit/?id={post_id}")
    keep(editor, fields, people["editor"], post_id, title="Newer")
    old = keep(editor, fields, people["editor"], post_id, title="Older", _age=60)
    assert old.json["id"] is None
    with app.app_context():
        assert db.session.scalar(select(Autosave.title)) == "Newer"


def test_two_tabs_keep_two(
    app: Flask, editor: Client, people: dict[str, int], post_id: int
) -> None:
    path = f"/admin/post/edit/?id={post_id}"
    for title in ("One", "Two"):
        keep(editor, form_of(editor, path), people["editor"], post_id, title=title)
    assert count(app, Autosave) == 2
    page = editor.get(path).text
    assert page.index("“Two”") < page.index("“One”")


def test_words_of_a_new_post_are_offered_on_the_next_one_and_gone_once_saved(
    app: Flask, editor: Client, people: dict[str, int]
) -> None:
    fields = form_of(editor, "/admin/post/new/")
    kept = keep(editor, fields, people["editor"], title="The quay", body="<p>Stones.</p>").json
    assert "“The quay”" in editor.get("/admin/post/new/").text
    assert "Stones." in editor.get(f"{KEEP}?id={kept['id']}").text
    taken = form_of(editor, f"/admin/post/new/?kept={kept['id']}")
    assert (taken["title"], taken["body"]) == ("The quay", "<p>Stones.</p>")
    assert editor.post("/admin/post/new/", data=taken).status_code == 303
    assert count(app, Autosave) == 0
    assert "did not save it" not in editor.get("/admin/post/new/").text


def test_what_is_discarded_is_offered_no_more_and_can_still_be_had(
    app: Flask, editor: Client, people: dict[str, int], post_id: int
) -> None:
    path = f"/admin/post/edit/?id={post_id}"
    kept = keep(editor, form_of(editor, path), people["editor"], post_id, title="High").json
    away = editor.submit(path, {"id": kept["id"]}, follow_redirects=True)
    assert "stays for a month" in away.text
    assert "did not save it" not in away.text
    assert form_of(editor, f"{path}&kept={kept['id']}")["title"] == "High"
    with app.app_context(), one_commit("Swept", record=False):
        moment = db.session.scalar(select(func.max(Autosave.at)))
        sweep(moment.replace(year=moment.year + 1), moment)
    assert editor.get(f"{KEEP}?id={kept['id']}").status_code == 404


def test_nobody_sees_or_keeps_the_words_of_another(
    app: Flask, editor: Client, people: dict[str, int], post_id: int
) -> None:
    path = f"/admin/post/edit/?id={post_id}"
    fields = form_of(editor, path)
    kept = keep(editor, fields, people["editor"], post_id, title="Mine").json
    owner, author = sign_in(app, Role.OWNER), sign_in(app, Role.AUTHOR)
    assert "did not save it" not in owner.get(path).text
    assert owner.get(f"{KEEP}?id={kept['id']}").status_code == 404
    assert owner.get(f"{path}&kept={kept['id']}").status_code == 404
    mine = form_of(owner, path)
    assert keep(owner, mine, people["editor"], post_id).status_code == 409
    new = form_of(author, "/admin/post/new/")
    assert keep(author, new, people["author"], post_id).status_code == 404
    discarded = owner.post(
        f"{KEEP}discard/", data={"csrf_token": mine["csrf_token"], "id": kept["id"]}
    )
    assert discarded.status_code == 404


def test_who_is_signed_out_is_told_so_in_a_way_that_scripts_read(
    app: Flask, editor: Client, people: dict[str, int], post_id: int
) -> None:
    fields = form_of(editor, f"/admin/post/edit/?id={post_id}")
    editor.delete_cookie("copydesk")
    answer = keep(editor, fields, people["editor"], post_id)
    assert answer.status_code == 401
    assert "signed out" in answer.json["error"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"draft_key": ""}, 400),
        ({"draft_key": "../../x"}, 400),
        ({"draft_key": "k" * 65}, 400),
        ({"_age": "9" * 40}, 200),
        ({"_age": "-1"}, 200),
        ({"version": "10" * 30}, 200),
        ({"body": "x\0y\u202e" * 1000}, 200),
        ({"title": "t" * 10_000}, 200),
        ({"form_key": "k" * 10_000}, 200),
        ({f"field_{number}": "" for number in range(501)}, 400),
        ({"body": "<p>ä</p>" * 250_000}, 200),
    ],
)
def test_whatever_is_sent_is_kept_or_refused(
    editor: Client,
    people: dict[str, int],
    post_id: int,
    sent: dict[str, str],
    status: int,
) -> None:
    fields = form_of(editor, f"/admin/post/edit/?id={post_id}")
    assert keep(editor, fields, people["editor"], post_id, **sent).status_code == status


def test_what_is_over_20_mb_is_refused_with_a_sentence(
    editor: Client, people: dict[str, int], post_id: int
) -> None:
    fields = form_of(editor, f"/admin/post/edit/?id={post_id}")
    answer = keep(editor, fields, people["editor"], post_id, body="x" * 21_000_000)
    assert answer.status_code == 413
    assert "at most 20 MB" in answer.json["error"]


def test_words_for_a_text_that_one_only_sees_are_not_kept(
    app: Flask, people: dict[str, int], post_id: int
) -> None:
    with app.app_context(), one_commit("Published", record=False):
        post = db.session.get_one(Post, post_id)
        post.author_id, post.status = people["contributor"], "published"
        post.published_at = now()
    contributor = sign_in(app, "contributor")
    fields = form_of(contributor, "/admin/post/new/")
    answer = keep(contributor, fields, people["contributor"], post_id, title="Mine")
    assert answer.status_code == 403
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Autosave)) == 0


def test_very_many_unsaved_forms_of_one_person_are_let_go_of_oldest_first(
    app: Flask, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was discarded goes before what is offered; other people's and other texts' stay."""
    monkeypatch.setattr(housekeeping, "MOST_IN_TEXT", 3)
    monkeypatch.setattr(housekeeping, "MOST_IN_ALL", 5)

    def left(person: str, text: int, number: int, **more: Any) -> Autosave:
        return Autosave(
            person_id=people[person],
            entity="post",
            entity_id=text,
            draft_key=f"{person}-{text}-{number}",
            version=1,
            title=f"{text}.{number}",
            fields=[],
            at=now() - timedelta(minutes=number),
            **more,
        )

    with app.app_context(), one_commit("Left", record=False):
        db.session.add_all(left("editor", 1, number) for number in range(4))
        db.session.add_all(left("editor", 2, number, discarded=number == 0) for number in range(4))
        db.session.add_all(left("author", 1, number) for number in range(3))
    with app.app_context():
        housekeeping.drop_surplus()
        rows = select(User.name, Autosave.title).join(User).order_by(User.name, Autosave.title)
        found = [(name.split()[0], title) for name, title in db.session.execute(rows)]
    assert found == [
        ("Author", "1.0"),
        ("Author", "1.1"),
        ("Author", "1.2"),
        ("Editor", "1.0"),
        ("Editor", "1.1"),
        ("Editor", "1.2"),
        ("Editor", "2.1"),
        ("Editor", "2.2"),
    ]
    with app.app_context(), recorded() as traffic:
        housekeeping.drop_surplus()
    assert traffic.commits == 0
