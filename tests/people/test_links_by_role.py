"""What the desk offers to somebody, it lets them do: no link leads to a refusal."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import update

from admin_app.content.models import Post
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.promises.crawl import _shape
from tests.support.cast import sign_in
from tests.support.client import Client

ALIKE = 6
"""Pages of the same shape that are looked at: the posts are in six states."""


@pytest.fixture
def people(small_site: dict[str, int]) -> dict[str, int]:
    return small_site


def give_posts(app: Flask, person_id: int) -> None:
    """Every post is by this person."""
    with app.app_context(), one_commit("Gave", record=False):
        db.session.execute(update(Post).values(author_id=person_id))


def refused(client: Client) -> list[str]:
    """Each link of the desk that answers an error, and the page that it stands on."""
    waiting, seen = [("/admin/", "")], {"/admin/"}
    alike: Counter[str] = Counter()
    found = []
    while waiting:
        path, page = waiting.pop(0)
        alike[_shape(path)] += 1
        if alike[_shape(path)] > ALIKE:
            continue
        answer = client.get(path)
        if answer.status_code >= 400:
            found.append(f"{answer.status_code} {path} on {page}")
        elif answer.status_code == 200 and answer.mimetype == "text/html":
            for link in links_of(answer.text, path):
                if link not in seen:
                    seen.add(link)
                    waiting.append((link, path))
    return found


def links_of(html: str, page: str) -> list[str]:
    """The addresses of the desk that this page leads to."""
    document = lxml.html.document_fromstring(html)
    document.make_links_absolute(f"http://localhost{page}")
    parts = (urlsplit(anchor.get("href") or "") for anchor in document.iter("a"))
    return [
        f"{one.path}?{one.query}".rstrip("?")
        for one in parts
        if one.netloc == "localhost" and one.path.startswith("/admin/") and "sort=" not in one.query
    ]


@pytest.mark.parametrize("role", ["contributor", "author", "moderator"])
def test_no_link_leads_to_a_refusal(app: Flask, people: dict[str, int], role: str) -> None:
    if role != "moderator":
        give_posts(app, people[role])
    assert refused(sign_in(app, role)) == []


def test_who_sees_their_own_posts_alone_chooses_no_author(
    app: Flask, people: dict[str, int]
) -> None:
    give_posts(app, people["contributor"])
    for role, offered in (("contributor", False), ("author", False), ("editor", True)):
        page = sign_in(app, role).get("/admin/post/").text
        assert ('name="author"' in page) is offered, role


def test_a_contributor_reads_what_is_out_and_edits_what_is_not(
    app: Flask, people: dict[str, int]
) -> None:
    give_posts(app, people["contributor"])
    page = sign_in(app, "contributor").get("/admin/post/").text
    assert 'href="/admin/post/history/?id=4"' in page
    assert "/admin/post/quick/?id=4" not in page
    assert "/admin/post/quick/?id=1" in page
    assert 'value="publish"' not in page


def test_today_tells_a_contributor_what_is_theirs(app: Flask, people: dict[str, int]) -> None:
    give_posts(app, people["contributor"])
    page = sign_in(app, "contributor").get("/admin/").text
    tiles = lxml.html.document_fromstring(page).xpath("//a[contains(@class, 'tile')]")
    told = {tile[0].text: (tile[1].text, tile.get("href")) for tile in tiles}
    assert told == {
        "Your drafts": ("1", "/admin/post/?status=draft"),
        "In review": ("1", "/admin/post/?status=in_review"),
    }
