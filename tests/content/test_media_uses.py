"""“Not used anywhere” is true: of templates, planned changes, redirects and own fields too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update

from admin_app.columns import now
from admin_app.content import housekeeping
from admin_app.content.models import PlannedChange, Post, Redirect, TextFile, TextTemplate
from admin_app.content.models.publishable import words_of
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.content.test_media_library import body_with, published, row_of, titles
from tests.content.test_media_screen import Ids, picture, upload
from tests.support.client import Client
from tests.support.traffic import Traffic

UNUSED = "use=none"
Make = Callable[[Flask, int, int], Any]


def in_template(app: Flask, media_id: int, _post: int) -> Any:
    return TextTemplate(name="Tides", body=body_with(app, media_id))


def linked_in_template(app: Flask, media_id: int, _post: int) -> Any:
    return TextTemplate(name="Tides", own_fields={"source": f"/media/{row_of(app, media_id).key}"})


def _change(post: int, **after: Any) -> PlannedChange:
    return PlannedChange(
        post_id=post,
        title="Low tide",
        base_version=1,
        before={},
        after=after,
        goes_live_at=now() + timedelta(days=1),
        author_name="Ann",
    )


def in_change(app: Flask, media_id: int, post: int) -> Any:
    return _change(post, body=body_with(app, media_id))


def picture_of_change(app: Flask, media_id: int, post: int) -> Any:
    return _change(post, picture_id=media_id)


def in_redirect(app: Flask, media_id: int, _post: int) -> Any:
    return Redirect(path="/old.png", url=f"/media/{row_of(app, media_id).key}")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (in_template, "a template"),
        (linked_in_template, "a template"),
        (in_change, "in a planned change"),
        (picture_of_change, "in a planned change"),
        (in_redirect, "an address that leads to it"),
    ],
)
def test_what_names_a_file_beside_texts_uses_it(
    app: Flask, editor: Client, people: Ids, make: Make, told: str
) -> None:
    media_id = upload(editor, picture(), "sea.png")
    post_id = published(app, "<p>Words</p>", people["author"])
    assert titles(editor, UNUSED) == ["sea"]
    assert "Not used anywhere" in _used_by(editor, media_id)
    row = make(app, media_id, post_id)
    with app.app_context(), one_commit("Made", record=False):
        db.session.add(row)
    assert titles(editor, UNUSED) == []
    used = _used_by(editor, media_id)
    assert told in used
    assert "Not used anywhere" not in used
    with app.app_context(), one_commit("Gone", record=False):
        db.session.execute(delete(type(row)))
    assert titles(editor, UNUSED) == ["sea"]


def test_who_deletes_it_is_told_that_it_is_named(app: Flask, editor: Client) -> None:
    media_id = upload(editor, picture(), "sea.png")
    row = in_template(app, media_id, 0)
    with app.app_context(), one_commit("Made", record=False):
        db.session.add(row)
    path = f"/admin/media/edit/?id={media_id}"
    editor.submit(path, form="move", button="action=trash")
    page = editor.get(f"/admin/media/delete/?id={media_id}").text
    assert "of templates, planned changes and redirects still names it" in page


def test_a_change_that_is_made_or_cancelled_uses_nothing(
    app: Flask, editor: Client, people: Ids
) -> None:
    media_id = upload(editor, picture(), "sea.png")
    change = in_change(app, media_id, published(app, "<p>Words</p>", people["author"]))
    change.state = "cancelled"
    with app.app_context(), one_commit("Made", record=False):
        db.session.add(change)
    assert titles(editor, UNUSED) == ["sea"]


def test_a_writer_learns_that_it_is_used_and_not_where(
    app: Flask, author: Client, people: Ids
) -> None:
    media_id = upload(author, picture(), "sea.png")
    row = in_template(app, media_id, 0)
    with app.app_context(), one_commit("Made", record=False):
        db.session.add(row)
    used = _used_by(author, media_id)
    assert "1 of others" in used
    assert "Tides" not in used
    assert titles(author, UNUSED) == []


def test_a_file_that_an_own_field_links_to_is_used(app: Flask, editor: Client, people: Ids) -> None:
    """In the save's own commit, and by the worker for what was written by another path."""
    media_id = upload(editor, picture(), "sea.png")
    post_id = published(app, "<p>Words</p>", people["author"])
    values = {"source": f"/media/{row_of(app, media_id).key}"}
    with app.app_context(), one_commit("Saved", record=False):
        post = db.session.get_one(Post, post_id)
        post.own_fields = values
    assert titles(editor, UNUSED) == []
    with app.app_context(), one_commit("Forgot", record=False):
        db.session.execute(delete(TextFile))
        db.session.execute(update(Post).values(own_fields={}, own_words=""))
    with app.app_context():
        housekeeping.look_after_files()
    assert titles(editor, UNUSED) == ["sea"]
    with app.app_context(), one_commit("Imported", record=False):
        db.session.execute(update(Post).values(own_fields=values, own_words=words_of(values)))
    with app.app_context():
        housekeeping.look_after_files()
    assert titles(editor, UNUSED) == []
    assert "in its text" in _used_by(editor, media_id)


def test_the_list_asks_no_more_for_more_files(app: Flask, editor: Client, traffic: Traffic) -> None:
    upload(editor, picture(), "a.png")
    editor.get(f"/admin/media/?{UNUSED}")
    traffic.clear()
    editor.get(f"/admin/media/?{UNUSED}")
    few = len(traffic.statements)
    for number in range(4):
        upload(editor, picture(width=300 + number), f"{number}.png")
    traffic.clear()
    assert len(titles(editor, UNUSED)) == 5
    assert len(traffic.statements) == few


def test_the_html_to_copy_marks_nothing_as_decorative_that_nobody_marked(
    app: Flask, editor: Client
) -> None:
    bare = upload(editor, picture("teal"), "a.png")
    marked = upload(editor, picture("navy"), "b.png", decorative="y")
    assert "alt=" not in _snippet(editor, bare)
    assert "alt=&#34;&#34;" in _snippet(editor, marked)


def _used_by(client: Client, media_id: int) -> str:
    page = client.get(f"/admin/media/edit/?id={media_id}").text
    return page.split("<h2>Used by</h2>")[1].split("</section>")[0]


def _snippet(client: Client, media_id: int) -> str:
    page = client.get(f"/admin/media/edit/?id={media_id}").text
    found = re.search(r'id="snippet" value="([^"]*)"', page)
    assert found
    return found[1]
