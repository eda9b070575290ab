"""A text once more: duplicates as drafts, and templates that new posts begin from."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from admin_app.columns import now
from admin_app.content.models import Page, Post, TextTemplate
from admin_app.extensions import db
from tests.support.cast import sign_in
from tests.support.traffic import Traffic


@pytest.fixture
def people(small_site: dict[str, int]) -> dict[str, int]:
    """The people of a small site."""
    return small_site


def _newest(app: Flask) -> Post:
    with app.app_context():
        rows = select(Post).order_by(Post.id.desc()).limit(1)
        options = (selectinload(Post.tags), selectinload(Post.categories))
        return db.session.scalars(rows.options(*options)).one()


def test_a_post_is_duplicated_as_a_draft_of_ones_own(
    app: Flask, people: dict[str, int], traffic: Traffic
) -> None:
    editor = sign_in(app, "editor")
    page = editor.get("/admin/post/edit/?id=4")
    traffic.clear()
    answer = editor.send(page, form="duplicate")
    assert answer.status_code == 303
    assert traffic.commits == 1
    copy = _newest(app)
    assert answer.location == f"/admin/post/edit/?id={copy.id}"
    assert (copy.title, copy.status, copy.author_id) == ("Post 3 (copy)", "draft", people["editor"])
    assert (copy.slug, copy.published_at, copy.comment_count) == ("post-3-copy", None, 0)
    assert copy.picture_id is not None
    assert [tag.name for tag in copy.tags] == ["Ferries"]
    assert [category.name for category in copy.categories] == ["News"]
    again = editor.send(editor.get("/admin/post/edit/?id=4"), form="duplicate")
    assert _newest(app).slug == "post-3-copy-2"
    editor.send(editor.get("/admin/activity/"), form="/admin/activity/undo/")
    assert _newest(app).id == copy.id
    assert editor.get(again.location).status_code == 404


def test_only_what_one_sees_is_duplicated(app: Flask, people: dict[str, int]) -> None:
    author = sign_in(app, "author")
    form = author.get("/admin/post/edit/?id=4")
    assert "Save as template" not in form.text
    assert author.send(form, {"id": "1"}, form="duplicate").status_code == 404
    for wrong in ("", "x", "9" * 30):
        assert author.send(form, {"id": wrong}, form="duplicate").status_code == 404
    owner = sign_in(app, "owner")
    owner.send(owner.get("/admin/page/edit/?id=6"), form="duplicate")
    with app.app_context():
        copy = db.session.scalars(select(Page).order_by(Page.id.desc()).limit(1)).one()
        assert (copy.title, copy.password) == ("Behind a word (copy)", "open sesame")


def test_new_posts_begin_from_templates(app: Flask, people: dict[str, int]) -> None:
    editor = sign_in(app, "editor")
    made = editor.send(
        editor.get("/admin/post/edit/?id=4"), form="duplicate", button="Save as template"
    )
    assert made.status_code == 303
    editor.submit(made.location, {"name": "Ferry news", "title": "Ferries this week"})
    author = sign_in(app, "author")
    offered = author.get("/admin/post/new/")
    assert "Ferry news" in offered.text
    link = "/admin/post/new/?template=2"
    assert link in offered.text
    new = author.get(link)
    assert ">\r\nFerries this week</textarea>" in new.text
    assert author.send(new, {"slug": "from-a-template"}).status_code == 303
    post = _newest(app)
    assert (post.title, post.body) == ("Ferries this week", "<p>Text of the published one.</p>")
    assert [tag.name for tag in post.tags] == ["Ferries"]
    assert author.get("/admin/post/new/?template=99").status_code == 404
    assert author.get("/admin/post/new/?template=x").status_code == 404
    assert author.get("/admin/template/").status_code == 403


def test_a_template_knows_the_sites_own_fields_and_todays_date(
    app: Flask, people: dict[str, int]
) -> None:
    owner = sign_in(app, "owner")
    for label, kind in (("Desk", "text"), ("Checked", "yes_no")):
        field = {"label": label, "kind": kind, "required": True}
        assert owner.submit("/admin/field/new/", field).status_code == 303
    sent = {"name": "Weekly", "title": "Week {week} of {year}: {nothing}", "field_desk": "Sport"}
    made = owner.submit("/admin/template/new/", sent)
    assert made.status_code == 303
    with app.app_context():
        row = db.session.scalars(select(TextTemplate).order_by(TextTemplate.id.desc())).first()
        assert row is not None
        assert row.own_fields == {"desk": "Sport"}
        path = f"/admin/template/edit/?id={row.id}"
    assert 'value="Sport"' in owner.get(path).text
    owner.submit(path, {"field_desk": "", "field_checked": "1"})
    assert owner.submit(path, {"field_desk": "Local"}).status_code == 303
    new = owner.get(f"/admin/post/new/?template={path.rpartition('=')[2]}").text
    today = now().isocalendar()
    assert f">\r\nWeek {today.week} of {now().year}: {{nothing}}</textarea>" in new
    assert 'value="Local"' in new
    assert '<option selected value="1">Yes</option>' in new


def test_a_template_is_cleaned_and_its_limits_are_said(app: Flask, people: dict[str, int]) -> None:
    editor = sign_in(app, "editor")
    answer = editor.submit(
        "/admin/template/new/", {"name": "N", "body": "<p onclick='x'>Hi<script>1</script></p>"}
    )
    assert answer.status_code == 303
    with app.app_context():
        bodies = select(TextTemplate.body).order_by(TextTemplate.id.desc()).limit(1)
        assert db.session.scalars(bodies).one() == "<p>Hi</p>"
    refused = editor.submit("/admin/template/new/", {"name": "n" * 10_000, "title": "Kept"})
    assert refused.status_code == 422
    assert "Kept" in refused.text
