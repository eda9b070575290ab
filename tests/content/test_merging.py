"""Tags are merged into one, taken apart again, and nothing of it is counted wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from admin_app.columns import now
from admin_app.content.actions.terms import find_or_create_categories, find_or_create_tags
from admin_app.content.models import (
    Category,
    MergedTerm,
    Post,
    Redirect,
    Tag,
    post_category,
    post_tag,
)
from admin_app.extensions import db
from admin_app.history.models import Changeset
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.together import at_once
from tests.support.traffic import Traffic, recorded

Ids = dict[str, int]


def posts(app: Flask, **names: str) -> Ids:
    """Live posts with these tags, given as one="Sea, Tides"; the ids of the tags by name."""
    with app.app_context(), one_commit("Set up", record=False):
        for slug, tags in names.items():
            row = Post(title=slug, slug=slug, status="published", published_at=now())
            row.tags = find_or_create_tags(tags.split(","))
            row.categories = []
            db.session.add(row)
            db.session.flush()
        return {tag.name: tag.id for tag in db.session.scalars(select(Tag))}


def carried(app: Flask) -> dict[str, str]:
    """The tags of each post, each by name."""
    with app.app_context():
        rows = db.session.execute(
            select(Post.slug, Tag.name)
            .join(post_tag, post_tag.c.post_id == Post.id)
            .join(Tag, Tag.id == post_tag.c.tag_id)
            .order_by(Post.slug, Tag.name)
        )
        found: dict[str, str] = {}
        for slug, name in rows:
            found[slug] = f"{found[slug]}, {name}" if slug in found else name
        return found


def miscounted(app: Flask) -> list[Any]:
    """Tags and categories whose kept count is not what counting finds."""
    wrong: list[Any] = []
    with app.app_context():
        for model, link in ((Tag, post_tag), (Category, post_category)):
            column = link.c[f"{model.__tablename__}_id"]
            counted = select(func.count()).where(column == model.id).scalar_subquery()
            rows = select(model.name, model.post_count, counted).where(model.post_count != counted)
            wrong += db.session.execute(rows.order_by(model.id)).all()
    return wrong


def merge(client: Client, into: str, *ids: int, kind: str = "tag") -> Any:
    query = "&".join(f"id={one}" for one in ids)
    return client.submit(f"/admin/{kind}/merge/?{query}", {"into": into})


def bring_back(app: Flask, client: Client, target_id: int, name: str, kind: str = "tag") -> Any:
    page = client.get(f"/admin/{kind}/edit/?id={target_id}")
    with app.app_context():
        merged_id = db.session.scalar(select(MergedTerm.id).where(MergedTerm.name == name))
    return client.send(page, {"id": merged_id}, form=f"/admin/{kind}/unmerge/")


def undo(client: Client, page: str = "/admin/tag/") -> Any:
    return client.submit(page, form="/admin/activity/undo/", follow_redirects=True)


def test_merged_tags_are_one_and_their_names_and_addresses_mean_it(
    app: Flask, editor: Client, traffic: Traffic
) -> None:
    ids = posts(app, one="Colour, Sea", two="Color", three="Color, Colour", four="Hue")
    answer = editor.send(
        editor.get("/admin/tag/"),
        {"rowid": [ids["Colour"], ids["Hue"]]},
        form="/admin/tag/action/",
        button="action=merge",
    )
    page = editor.get(answer.location)
    assert "Merge 2 tags into another tag" in page.text
    traffic.clear()
    assert editor.send(page, {"into": " COLOR "}).status_code == 303
    assert traffic.commits == 1
    assert carried(app) == {"one": "Color, Sea", "two": "Color", "three": "Color", "four": "Color"}
    assert miscounted(app) == []
    reader = app.test_client()
    assert reader.get("/tags/colour?x=1").location == "/tags/color?x=1"
    assert reader.get("/tags/hue").status_code == 301
    listed = editor.get("/admin/tag/").text
    assert "Merged “Colour”, “Hue” into “Color”" in listed
    assert re.findall(r'class="title"[^>]*>([^<]+)<', listed) == ["Color", "Sea"]
    editor.submit("/admin/post/new/", {"title": "Five", "tags": "hue, Colour, color, sea"})
    assert carried(app)["five"] == "Color, Sea"
    assert editor.get("/admin/tag/suggest/?q=colour").json["exact"] == "Color"
    for fields in ({"name": "Colour"}, {"name": "HUE"}):
        answer = editor.submit("/admin/tag/new/", fields)
        assert answer.status_code == 422
        assert "bring it back from there" in answer.text


def test_a_merge_is_undone_and_done_again(app: Flask, editor: Client) -> None:
    ids = posts(app, one="Colour, Sea", two="Color", three="Color, Colour")
    editor.submit(f"/admin/tag/edit/?id={ids['Colour']}", {"slug": "tint"})
    before = carried(app)
    merge(editor, "Color", ids["Colour"])
    after = carried(app)
    assert app.test_client().get("/tags/colour").location == "/tags/color"
    undone = undo(editor)
    assert carried(app) == before
    assert miscounted(app) == []
    assert app.test_client().get("/tags/tint").status_code == 200
    assert app.test_client().get("/tags/colour").location == "/tags/tint"
    answer = editor.send(undone, form="/admin/activity/undo/")
    assert answer.status_code == 303, answer.text[-900:]
    assert carried(app) == after
    assert miscounted(app) == []
    with app.app_context():
        assert db.session.scalars(select(MergedTerm.name)).all() == ["Colour"]


def test_a_merged_tag_comes_back_with_those_of_its_posts_that_still_carry_it(
    app: Flask, editor: Client
) -> None:
    ids = posts(app, one="Colour", two="Color", three="Color, Colour", four="Colour", five="Hue")
    merge(editor, "Color", ids["Colour"], ids["Hue"])
    with app.app_context():
        four = db.session.scalar(select(Post.id).where(Post.slug == "four"))
    editor.submit(f"/admin/post/edit/?id={four}", {"tags": "Sea"})
    editor.submit("/admin/post/new/", {"title": "Six", "tags": "Color"})
    assert "changed again later" in undo_of_merge(app, editor)
    assert bring_back(app, editor, ids["Color"], "Colour").status_code == 303
    assert carried(app) == {
        "one": "Colour",
        "two": "Color",
        "three": "Color, Colour",
        "four": "Sea",
        "five": "Color",
        "six": "Color",
    }
    assert miscounted(app) == []
    with app.app_context():
        assert db.session.scalar(select(Tag.id).where(Tag.name == "Colour")) == ids["Colour"]
        assert db.session.scalars(select(Redirect.path)).all() == ["/tags/hue"]
    undone = undo(editor)
    assert carried(app)["one"] == "Color"
    assert miscounted(app) == []
    assert editor.send(undone, form="/admin/activity/undo/").status_code == 303
    assert carried(app)["one"] == "Colour"
    assert miscounted(app) == []


def undo_of_merge(app: Flask, client: Client) -> str:
    with app.app_context():
        merges = select(Changeset.id).where(Changeset.summary.startswith("Merged "))
        changeset_id = db.session.scalars(merges).one()
    page = client.get("/admin/activity/")
    answer = client.send(page, {"id": changeset_id}, form="/admin/activity/undo/")
    return str(answer.text)


def test_what_was_merged_twice_over_leads_to_the_last(app: Flask, editor: Client) -> None:
    ids = posts(app, one="Hue", two="Colour", three="Color")
    merge(editor, "Colour", ids["Hue"])
    merge(editor, "Color", ids["Colour"])
    assert app.test_client().get("/tags/hue").location == "/tags/color"
    bring_back(app, editor, ids["Color"], "Hue")
    bring_back(app, editor, ids["Color"], "Colour")
    assert carried(app) == {"one": "Hue", "two": "Colour", "three": "Color"} or carried(app) == {
        "one": "Colour, Hue",
        "two": "Colour",
        "three": "Color",
    }
    assert miscounted(app) == []


def test_a_merge_of_many_posts_takes_no_more_statements(app: Flask, editor: Client) -> None:
    def statements(first: int, last: int) -> int:
        ids = posts(app, **{f"p{n}": f"Old {first}" for n in range(first, last)})
        page = editor.get(f"/admin/tag/merge/?id={ids[f'Old {first}']}")
        with recorded() as traffic:
            assert editor.send(page, {"into": "New"}).status_code == 303
            assert traffic.commits == 1
            return len(traffic.statements)

    posts(app, start="New")
    few, many = statements(0, 2), statements(100, 160)
    assert few == many
    assert many <= 26
    assert miscounted(app) == []


def test_merged_categories_keep_their_branches_and_get_them_back(
    app: Flask, editor: Client
) -> None:
    with app.app_context(), one_commit("Set up", record=False):
        names = ("News", "Local", "Harbour", "Sport")
        made = {each.name: each for each in find_or_create_categories(names)}
        db.session.flush()
        made["Local"].parent_id = made["News"].id
        made["Harbour"].parent_id = made["Local"].id
        row = Post(title="One", slug="one", categories=[made["Local"]], tags=[])
        db.session.add(row)
        db.session.flush()
        ids = {name: each.id for name, each in made.items()}
    before = parents(app)
    merge(editor, "Sport", ids["Local"], kind="category")
    assert parents(app) == {"News": None, "Harbour": "Sport", "Sport": None}
    undo(editor, "/admin/category/")
    assert parents(app) == before
    merge(editor, "Sport", ids["Local"], kind="category")
    bring_back(app, editor, ids["Sport"], "Local", "category")
    assert parents(app) == before
    assert miscounted(app) == []
    # A category that stands right under what is merged into it moves up.
    merge(editor, "Harbour", ids["Local"], kind="category")
    assert parents(app) == {"News": None, "Harbour": "News", "Sport": None}
    answer = merge(editor, "Harbour", ids["News"], kind="category")
    assert answer.status_code == 303
    assert parents(app) == {"Harbour": None, "Sport": None}


def parents(app: Flask) -> dict[str, str | None]:
    with app.app_context():
        rows = db.session.scalars(select(Category).order_by(Category.id)).all()
        names = {row.id: row.name for row in rows}
        return {row.name: names.get(row.parent_id or 0) for row in rows}


@pytest.mark.parametrize(
    ("into", "said"),
    [
        ("Nobody's", "There is no tag “Nobody&#39;s”"),
        ("Colour", "Choose another tag"),
        ("", "Say into which one"),
        ("x" * 10_000, "100"),
        ("\u202e\x00", "people can read"),
        ("a, b", "comma"),
    ],
)
def test_a_merge_that_cannot_be_is_refused_beside_its_field(
    app: Flask, editor: Client, into: str, said: str
) -> None:
    ids = posts(app, one="Colour")
    answer = merge(editor, into, ids["Colour"])
    assert answer.status_code == 422
    assert said in answer.text
    assert carried(app) == {"one": "Colour"}


def test_only_who_edits_tags_merges_them(app: Flask, people: Ids) -> None:
    ids = posts(app, one="Colour", two="Color")
    for role in ("author", "contributor", "moderator"):
        client = sign_in(app, role)
        assert client.get(f"/admin/tag/merge/?id={ids['Colour']}").status_code == 403
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/admin/").text)
        assert token
        for path in (f"merge/?id={ids['Colour']}", "unmerge/"):
            sent = {"csrf_token": token[1], "into": "Color", "id": "1"}
            assert client.post(f"/admin/tag/{path}", data=sent).status_code == 403
    editor = sign_in(app, "editor")
    for query in ("", "?id=99", "?id=x", "?id=99999999999999999999", "?id=0"):
        assert editor.get(f"/admin/tag/merge/{query}").status_code == 404


def test_a_save_that_names_a_tag_while_it_is_merged_gets_the_other(app: Flask, people: Ids) -> None:
    for turn in range(3):
        ids = posts(app, **{f"a{turn}": f"Old {turn}", f"b{turn}": f"New {turn}"})
        one, two = sign_in(app, "editor"), sign_in(app, "owner")
        asked = one.get(f"/admin/tag/merge/?id={ids[f'Old {turn}']}")
        form = two.get("/admin/post/new/")

        def merging(turn: int = turn, asked: Any = asked, client: Client = one) -> int:
            return int(client.send(asked, {"into": f"New {turn}"}).status_code)

        def saving(turn: int = turn, form: Any = form, client: Client = two) -> int:
            fields = {"title": f"c{turn}", "tags": f"Old {turn}"}
            return int(client.send(form, fields).status_code)

        assert at_once([merging, saving]) == [303, 303]
        assert carried(app)[f"c{turn}"] == f"New {turn}"
    assert miscounted(app) == []
