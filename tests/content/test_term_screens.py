"""Tags and categories on the desk."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.content.actions import tree
from admin_app.content.actions.terms import find_or_create_categories, find_or_create_tags
from admin_app.content.models import Category, Post, Tag
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

Ids = dict[str, int]


def tags(app: Flask, *names: str, posts: int = 0) -> Ids:
    """Tags of these names, all of them on this many posts; their ids by name."""
    with app.app_context(), one_commit("Set up", record=False):
        made = find_or_create_tags(names)
        for number in range(posts):
            slug = f"{names[0].lower()}-{number}"
            db.session.add(Post(title=f"Post {number}", slug=slug, tags=made, categories=[]))
        db.session.flush()
        return {tag.name: tag.id for tag in made}


def categories(app: Flask, **parents: str) -> Ids:
    """Categories under these, given as News="", Local="News"; their ids by name."""
    with app.app_context(), one_commit("Set up", record=False):
        made = {each.name: each for each in find_or_create_categories(parents)}
        db.session.flush()
        for name, parent in parents.items():
            made[name].parent_id = made[parent].id if parent else None
        db.session.flush()
        return {name: each.id for name, each in made.items()}


def parents(app: Flask) -> dict[str, str | None]:
    """The name above each category."""
    with app.app_context():
        rows = db.session.scalars(select(Category).order_by(Category.id)).all()
        names = {row.id: row.name for row in rows}
        return {row.name: names.get(row.parent_id or 0) for row in rows}


def undo(client: Client, response_to: str) -> str:
    """Press Undo in the notice on this page; the page that follows."""
    answer = client.submit(response_to, form="/admin/activity/undo/", follow_redirects=True)
    return str(answer.text)


def names_on(page: str) -> list[str]:
    return re.findall(r'class="title"[^>]*>([^<]+)<', page)


def test_a_tag_is_made_with_a_slug_from_its_name(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    form = editor.get("/admin/tag/new/")
    traffic.clear()
    answer = editor.send(form, {"name": " Harbour  wall ", "description": "By the sea"})
    assert (answer.status_code, answer.location) == (303, "/admin/tag/")
    assert traffic.commits == 1
    with app.app_context():
        tag = db.session.scalars(select(Tag)).one()
        assert (tag.name, tag.slug, tag.description) == (
            "Harbour wall",
            "harbour-wall",
            "By the sea",
        )
    assert "Created tag “Harbour wall”" in editor.get("/admin/tag/").text


def test_a_name_that_another_tag_has_is_refused_beside_it(app: Flask, editor: Client) -> None:
    ids = tags(app, "Tides", "Sea")
    answer = editor.submit("/admin/tag/new/", {"name": "TIDES"})
    assert answer.status_code == 422
    assert "There is a tag “Tides” already." in answer.text
    answer = editor.submit(f"/admin/tag/edit/?id={ids['Sea']}", {"name": "tides"})
    assert answer.status_code == 422
    answer = editor.submit(f"/admin/tag/edit/?id={ids['Tides']}", {"name": "TIDES"})
    assert answer.status_code == 303


def test_a_slug_that_is_taken_is_refused_and_a_free_one_said(app: Flask, editor: Client) -> None:
    tags(app, "Sea")
    answer = editor.submit("/admin/tag/new/", {"name": "Ocean", "slug": "sea"})
    assert answer.status_code == 422
    assert "“sea-2” is free" in answer.text
    assert editor.submit("/admin/tag/new/", {"name": "SEA!", "slug": ""}).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Tag.slug).order_by(Tag.slug)).all() == ["sea", "sea-2"]


def test_tags_are_listed_by_name_or_by_posts_and_found_by_a_part_of_the_name(
    app: Flask, editor: Client
) -> None:
    tags(app, "Tides", posts=2)
    tags(app, "Ærø", "100%", posts=1)
    tags(app, "Boats")
    assert names_on(editor.get("/admin/tag/?sort=-posts").text)[0] == "Tides"
    assert names_on(editor.get("/admin/tag/?search=ÆR").text) == ["Ærø"]
    assert names_on(editor.get("/admin/tag/?search=%25").text) == ["100%"]
    assert "Nothing matches" in editor.get("/admin/tag/?search=nope").text


def test_an_author_takes_back_a_post_and_the_tags_that_came_with_it(
    app: Flask, people: Ids
) -> None:
    author = sign_in(app, "author")
    tags(app, "Sea")
    author.submit("/admin/post/new/", {"title": "Low tide", "tags": "sea, Tides, Boats"})
    with app.app_context():
        assert db.session.scalars(select(Tag.name).order_by(Tag.id)).all() == [
            "Sea",
            "Tides",
            "Boats",
        ]
    undo(author, "/admin/post/")
    with app.app_context():
        assert db.session.scalars(select(Tag.name)).all() == ["Sea"]
        assert db.session.scalars(select(Post.id)).all() == []


def test_the_delete_page_says_how_many_posts_lose_the_tag_and_undo_gives_it_back(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    tag_id = tags(app, "Tides", posts=7)["Tides"]
    asked = editor.get(f"/admin/tag/delete/?id={tag_id}")
    assert "7</span>" in asked.text
    assert "posts lose this tag: “Post 6”" in asked.text
    traffic.clear()
    assert editor.send(asked, form="/admin/tag/delete/").status_code == 303
    assert traffic.commits == 1
    undo(editor, "/admin/tag/")
    with app.app_context():
        tag = db.session.scalars(select(Tag)).one()
        assert (tag.id, tag.post_count) == (tag_id, 7)


def test_the_delete_page_names_the_addresses_and_merged_names_that_go_too(
    app: Flask, editor: Client
) -> None:
    ids = tags(app, "Tides", "Tide")
    editor.submit(f"/admin/tag/merge/?id={ids['Tide']}", {"into": "Tides"})
    editor.submit(f"/admin/tag/edit/?id={ids['Tides']}", {"slug": "high-water"})
    asked = editor.get(f"/admin/tag/delete/?id={ids['Tides']}").text
    assert "redirects go too: “/tags/tides”, “/tags/tide”" in asked
    assert "merged name goes too: “Tide”" in asked


def test_many_tags_are_deleted_in_one_commit_and_come_back_together(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    ids = tags(app, *(f"Tag {number}" for number in range(20)), posts=2)
    page = editor.get("/admin/tag/")
    traffic.clear()
    answer = editor.send(
        page, {"rowid": list(ids.values())}, form="/admin/tag/action/", button="action=delete"
    )
    assert answer.status_code == 303
    assert traffic.commits == 1
    assert len(traffic.statements) <= 14
    page_text = editor.get("/admin/tag/").text
    assert "Deleted 20 tags" in page_text
    with app.app_context():
        assert db.session.scalars(select(Tag.id)).all() == []
        changeset = re.search(r'name="id" value="(\d+)"', page_text)
    assert changeset
    editor.submit("/admin/activity/", form="/admin/activity/undo/")
    with app.app_context():
        assert {tag.post_count for tag in db.session.scalars(select(Tag))} == {2}


def test_categories_are_listed_as_a_tree(app: Flask, editor: Client) -> None:
    categories(app, News="", Sport="", Harbour="Local", Local="News", Arts="")
    text = editor.get("/admin/category/").text
    assert names_on(text) == ["Arts", "News", "Local", "Harbour", "Sport"]
    assert "News › Local › " in re.sub(r"\s+", " ", text)
    assert names_on(editor.get("/admin/category/?search=harb").text) == ["Harbour"]


def test_a_long_tree_has_pages(app: Flask, editor: Client) -> None:
    names = [f"C{number:02}" for number in range(30)]
    categories(app, **dict.fromkeys(names, ""), Z="C00")
    first = editor.get("/admin/category/")
    assert names_on(first.text)[:3] == ["C00", "Z", "C01"]
    older = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert older
    second = editor.get(older[1])
    assert names_on(first.text) + names_on(second.text) == ["C00", "Z", *names[1:]]
    newer = re.search(r'rel="prev" href="([^"]+)"', second.text)
    assert newer
    assert names_on(editor.get(newer[1]).text) == names_on(first.text)
    assert editor.get("/admin/category/?after=zzz").status_code == 400


def test_a_category_is_not_offered_a_place_under_itself(app: Flask, editor: Client) -> None:
    ids = categories(app, News="", Local="News", Sport="")
    form = editor.get(f"/admin/category/edit/?id={ids['News']}").text
    options = re.findall(r'<option[^>]*value="(\d*)"', form)
    assert options == ["", str(ids["Sport"])]


def test_a_circle_is_refused_with_a_sentence(app: Flask, editor: Client) -> None:
    ids = categories(app, News="", Local="News", Harbour="Local")
    for under in ("News", "Local", "Harbour"):
        page = editor.get(f"/admin/category/edit/?id={ids['News']}")
        answer = editor.send(page, {"parent_id": ids[under]})
        assert answer.status_code == 422
        assert "under" in answer.text
    assert parents(app) == {"News": None, "Local": "News", "Harbour": "Local"}


def test_a_parent_that_is_gone_is_refused(app: Flask, editor: Client) -> None:
    ids = categories(app, News="")
    page = editor.get(f"/admin/category/edit/?id={ids['News']}")
    answer = editor.send(page, {"parent_id": 999})
    assert answer.status_code == 422
    assert "no such category any more" in answer.text


def test_what_stands_under_a_deleted_category_moves_up_and_back_with_undo(
    app: Flask, editor: Client
) -> None:
    ids = categories(app, News="", Local="News", Harbour="Local", Boats="Harbour")
    before = parents(app)
    asked = editor.get(f"/admin/category/delete/?id={ids['Local']}")
    assert "category under it moves up to “News”: “Harbour”" in asked.text
    editor.send(asked, form="/admin/category/delete/")
    assert parents(app) == {"News": None, "Harbour": "News", "Boats": "Harbour"}
    undo(editor, "/admin/category/")
    assert parents(app) == before


def test_a_whole_branch_is_deleted_at_once_and_undone(app: Flask, editor: Client) -> None:
    ids = categories(app, News="", Local="News", Harbour="Local", Boats="Harbour")
    before = parents(app)
    editor.send(
        editor.get("/admin/category/"),
        {"rowid": [ids["News"], ids["Local"], ids["Harbour"]]},
        form="/admin/category/action/",
        button="action=delete",
    )
    assert parents(app) == {"Boats": None}
    undo(editor, "/admin/category/")
    assert parents(app) == before


@pytest.mark.parametrize("kind", ["tag", "category"])
def test_authors_and_moderators_may_not_come_here(app: Flask, people: Ids, kind: str) -> None:
    for role in ("author", "contributor", "moderator"):
        client = sign_in(app, role)
        for path in ("", "new/", "edit/?id=1", "delete/?id=1"):
            assert client.get(f"/admin/{kind}/{path}").status_code == 403
        assert f"/admin/{kind}/" not in client.get("/admin/").text


def test_markup_in_names_is_only_text(app: Flask, editor: Client) -> None:
    name = "<script>alert(1)</script>"
    ids = tags(app, name)
    for path in ("", f"edit/?id={ids[name]}", f"delete/?id={ids[name]}"):
        assert "<script>alert" not in editor.get(f"/admin/tag/{path}").text


def test_the_list_can_be_exported(app: Flask, editor: Client) -> None:
    categories(app, News="", Local="News")
    text = editor.get("/admin/category/export/csv/").text
    assert "Id,Name,Description,Address,Posts,Under" in text
    assert "Local,,local,0,News" in text


def test_an_undo_that_would_make_a_circle_is_refused(app: Flask, editor: Client) -> None:
    ids = categories(app, News="", Local="News")
    move(editor, ids["Local"], "")
    first_move = re.search(r'name="id" value="(\d+)"', editor.get("/admin/category/").text)
    assert first_move
    move(editor, ids["News"], ids["Local"])
    page = editor.get("/admin/category/")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    answer = editor.post(
        "/admin/activity/undo/", data={"id": first_move[1], "csrf_token": token[1]}
    )
    assert answer.status_code == 409
    assert "would stand under itself" in answer.text
    assert parents(app) == {"News": "Local", "Local": None}


def test_two_who_move_two_branches_under_each_other_make_no_circle(
    app: Flask, people: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = categories(app, News="", Letters="News", Local="", Harbour="Local")
    client = sign_in(app, "editor")
    pages = {name: client.get(f"/admin/category/edit/?id={ids[name]}") for name in ids}
    looked = Barrier(2)
    check = tree._refuse_circle

    def look_and_wait(category: Category, parent_id: int) -> None:
        check(category, parent_id)
        with suppress(BrokenBarrierError):
            looked.wait(1)  # until the other has looked too, if it can

    monkeypatch.setattr(tree, "_refuse_circle", look_and_wait)

    def save(name: str, under: str) -> int:
        return int(client.send(pages[name], {"parent_id": ids[under]}).status_code)

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(save, ("News", "Local"), ("Harbour", "Letters")))
    assert answers == [303, 422]
    assert list(parents(app).values()).count(None) == 1


def move(client: Client, category_id: int, under: int | str) -> None:
    answer = client.submit(f"/admin/category/edit/?id={category_id}", {"parent_id": under})
    assert answer.status_code == 303
