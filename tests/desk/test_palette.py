"""The palette leads to what a person may see, and to nothing else; the sheet tells of the keys."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from admin_app.people.permissions import Role
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

PALETTE = "/admin/palette/"


@pytest.fixture
def settled(small_site: dict[str, int]) -> dict[str, int]:
    """A small site; its people."""
    return small_site


def found(client: Client, words: str) -> dict[str, list[str]]:
    """What fits these words, by heading."""
    answer = client.get(PALETTE, query_string={"q": words}, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json
    return {
        group["heading"]: [hit["label"] for hit in group["hits"]] for group in answer.json["groups"]
    }


def test_screens_posts_comments_people_and_settings_are_found(
    app: Flask, settled: dict[str, int]
) -> None:
    owner = sign_in(app, Role.OWNER)
    assert found(owner, "post")["Go to"] == ["Posts"]
    assert found(owner, "new post")["Create"] == ["New post"]
    assert "Post 1" in found(owner, "post")["Posts"]
    assert "Post 4" not in found(owner, "post")["Posts"]  # in the trash
    assert "Page 1" in found(owner, "pag")["Pages"]
    assert found(owner, "pend")["Comments"] == ["A pending comment."]
    assert found(owner, "moor")["People"][0] == "Author Moor"
    assert found(owner, "tagl")["Settings"] == ["Tagline"]
    assert set(found(owner, "")) == {"Go to", "Create"}
    assert found(owner, "zzyzx") == {}


def test_nobody_is_led_to_what_they_may_not_see(app: Flask, settled: dict[str, int]) -> None:
    author, moderator = sign_in(app, Role.AUTHOR), sign_in(app, Role.MODERATOR)
    assert found(author, "post")["Posts"] == ["Post 3"]  # their own
    for words in ("page", "pending", "moor", "tagline", "peop"):
        assert set(found(author, words)) <= {"Posts", "Create"}, words
    assert set(found(moderator, "post")) <= {"Comments"}
    assert found(moderator, "pend")["Comments"]
    assert app.test_client().get(PALETTE).status_code == 302


def test_it_is_one_statement_a_kind_however_much_there_is(
    app: Flask, settled: dict[str, int], traffic: Traffic
) -> None:
    owner = sign_in(app, Role.OWNER)
    for words, most in (("", 1), ("post", 5)):
        before = len(traffic.statements)
        found(owner, words)
        asked = [one for one in traffic.statements[before:] if one != "BEGIN"]
        assert len(asked) <= most, asked


def test_without_javascript_it_is_a_page(app: Flask, settled: dict[str, int]) -> None:
    owner = sign_in(app, Role.OWNER)
    page = owner.get(PALETTE, query_string={"q": "ferr"})
    assert "/admin/palette/" in owner.get("/admin/").text
    assert "Nothing of that name" in page.text
    assert '<a href="/admin/post/edit/?id=2">Post 1</a>' in owner.get(f"{PALETTE}?q=post").text


@pytest.mark.parametrize(
    "words",
    [
        "\0",
        "'",
        '"',
        "a'b",
        "\\",
        "abc\\",
        "abc'",
        "a" * 10_000,
        "%",
        "abc:*",
        "& | !",
        "<b>",
        "ab*",
    ],
)
def test_any_words_are_a_search(app: Flask, settled: dict[str, int], words: str) -> None:
    found(sign_in(app, Role.OWNER), words)


def test_the_sheet_tells_of_the_keys_and_where_to_switch_them_off(
    app: Flask, settled: dict[str, int]
) -> None:
    author: Any = sign_in(app, Role.AUTHOR)
    sheet = author.get("/admin/keys/").text
    assert "<kbd>Ctrl</kbd> <kbd>K</kbd>" in sheet
    assert "<kbd>Ctrl</kbd> <kbd>S</kbd>" in sheet
    assert "data-keys" not in sheet
    author.submit("/admin/profile/", {"single_keys": "0"})
    off = author.get("/admin/keys/").text
    assert 'data-keys="off"' in off
    assert "Single letters are switched off for you." in off
