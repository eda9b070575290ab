"""Names are suggested while one types: by their beginning, the most used first."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from admin_app.columns import now
from admin_app.content.actions.terms import find_or_create_categories, find_or_create_tags
from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic, recorded

Ids = dict[str, int]


@pytest.fixture
def site(app: Flask, people: Ids) -> None:
    """Tags on some live posts of the editor's, on a draft of theirs, on one of the author's."""
    with app.app_context(), one_commit("Set up", record=False):
        harbour, wall, ferries = find_or_create_tags(["Harbour", "Harbour wall", "Ferries"])
        secret, mine = find_or_create_tags(["Hassle at the top", "Ham"])
        find_or_create_tags(["100% wool", "Ærø"])
        news = find_or_create_categories(["News"])
        for number, tags in enumerate(([wall], [wall, ferries], [harbour])):
            post(f"live-{number}", "published", people["editor"], tags, news)
        post("hidden", "draft", people["editor"], [secret], [])
        post("own", "draft", people["contributor"], [mine], [])


def post(slug: str, status: str, author_id: int, tags: Any, categories: Any) -> None:
    moment = now() if status == "published" else None
    row = Post(title=slug, slug=slug, status=status, published_at=moment, author_id=author_id)
    row.tags, row.categories = tags, categories
    db.session.add(row)


def names(client: Client, typed: str, kind: str = "tag") -> list[str]:
    answer = client.get(f"/admin/{kind}/suggest/", query_string={"q": typed})
    assert answer.status_code == 200
    return [term["name"] for term in answer.json["terms"]]


def test_names_that_begin_so_come_with_their_use(app: Flask, site: None, traffic: Traffic) -> None:
    editor = sign_in(app, "editor")
    traffic.clear()
    answer = editor.get("/admin/tag/suggest/?q=HAR").json
    assert answer == {
        "exact": None,
        "terms": [
            {"name": "Harbour wall", "slug": "harbour-wall", "post_count": 2},
            {"name": "Harbour", "slug": "harbour", "post_count": 1},
        ],
    }
    asked = [one for one in traffic.statements if one.startswith("SELECT")]
    assert len(asked) == 2  # who is there, and what begins so
    assert editor.get("/admin/tag/suggest/?q=%20harbour%20").json["exact"] == "Harbour"
    assert names(editor, "harbour")[0] == "Harbour"
    assert names(editor, "")[0] == "Harbour wall"
    assert names(editor, "100%") == ["100% wool"]
    assert names(editor, "ær") == ["Ærø"]
    assert names(editor, "ne", "category") == ["News"]


def test_who_may_not_list_tags_is_told_what_readers_find_and_their_own(
    app: Flask, site: None
) -> None:
    contributor = sign_in(app, "contributor")
    assert names(contributor, "ha") == ["Harbour wall", "Ham", "Harbour"]
    assert names(sign_in(app, "author"), "ha") == ["Harbour wall", "Harbour"]
    assert names(sign_in(app, "editor"), "ha") == [
        "Harbour wall",
        "Ham",
        "Harbour",
        "Hassle at the top",
    ]
    assert {t["post_count"] for t in contributor.get("/admin/tag/suggest/").json["terms"]} == {None}
    assert sign_in(app, "moderator").get("/admin/tag/suggest/").status_code == 403
    assert app.test_client().get("/admin/tag/suggest/").status_code == 302


@pytest.mark.parametrize(
    "typed", ["x" * 10_000, "\x00", "\u202eha", "\ud800", "%", "_", "\U0010ffff"]
)
def test_nothing_that_is_typed_fails(app: Flask, site: None, typed: str) -> None:
    editor = sign_in(app, "editor")
    sent = typed.encode("utf-8", "surrogatepass").hex()
    query = "%".join(["", *(sent[at : at + 2] for at in range(0, len(sent), 2))])
    answer = editor.get(f"/admin/tag/suggest/?q={query}")
    assert answer.status_code < 500
    assert len(answer.json["terms"]) <= 8 if answer.status_code == 200 else True


def test_a_rare_name_is_found_among_thousands_by_an_index(app: Flask, people: Ids) -> None:
    with app.app_context(), one_commit("Set up", record=False):
        keys = [f"common {number:05}" for number in range(3000)] + ["common rare"]
        db.session.execute(
            text(
                "INSERT INTO tag (name, name_key, slug, description, post_count, version)"
                " VALUES (:key, :key, :slug, '', :uses, 1)"
            ),
            [
                {"key": key, "slug": key.replace(" ", "-"), "uses": number % 7}
                for number, key in enumerate(keys)
            ],
        )
    editor = sign_in(app, "editor")
    assert names(editor, "common r") == ["common rare"]
    with recorded() as traffic:
        assert len(names(editor, "common")) == 8
    assert " LIKE " not in traffic.statements[-1]
