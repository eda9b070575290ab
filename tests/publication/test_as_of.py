"""Editors read the site as it will be; everybody else reads it as it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from admin_app.columns import now
from admin_app.content.models import PlannedChange
from tests.publication.conftest import Site
from tests.support.cast import PASSWORD, address, make_people, sign_in
from tests.support.client import Client
from tests.support.pages import assert_accessible, sign_in_page

SOON = "/admin/site/?at=2035-12-01T09:00&path="


@pytest.fixture
def editor(app: Flask, site: Site) -> Client:
    """An editor of a site with a post to come, and one whose title changes by then."""
    people = make_people(app)
    coming = datetime(2035, 11, 30, 9, tzinfo=UTC)
    sea = site.tag("Sea")
    site.link(
        site.post("Coming", status="scheduled", published_at=coming, slug="coming"), tags=(sea,)
    )
    site.page("Coming page", status="scheduled", published_at=coming, slug="coming-page")
    old = site.post(
        "Old title", slug="old", excerpt="Old lines.", body='<p><a href="/posts/coming">On</a></p>'
    )
    change = PlannedChange(
        post_id=old,
        author_id=people["editor"],
        title="Old title",
        base_version=1,
        before={"title": "Old title", "tags": []},
        after={"title": "New title", "tags": ["Sea"]},
        goes_live_at=coming + timedelta(hours=1),
    )
    site.add(change)
    return sign_in(app, "editor")


def test_what_is_to_come_is_there_and_not_on_todays_site(client: Client, editor: Client) -> None:
    front = editor.get(f"{SOON}/")
    for words in ("Coming", "Coming page", "New title"):
        assert words in front.text
        assert words not in client.get("/").text
    assert "Old title" not in front.text.split("</aside>")[1]
    assert "no-store" in front.headers["Cache-Control"]
    assert front.headers["X-Robots-Tag"] == "noindex"
    assert "New title" in editor.get(f"{SOON}/posts/old").text
    assert "Sea" in editor.get(f"{SOON}/posts/old").text
    assert "Old title" in client.get("/posts/old").text
    for path in ("/posts/coming", "/pages/coming-page", "/tags/sea", "/archive/2035/11/"):
        assert editor.get(SOON + path).status_code == 200, path
        assert client.get(path).status_code == 404 or path == "/tags/sea"
    between = editor.get("/admin/site/?at=2035-11-30T09:30&path=/")
    assert "Coming" in between.text
    assert "Old title" in between.text


def test_links_stay_inside_and_nothing_can_be_sent(editor: Client) -> None:
    page = editor.get(f"{SOON}/posts/old").text
    links = re.findall(r'<a [^>]*href="([^"#]+)', page.split("</aside>")[1])
    start = "/admin/site/?at=2035-12-01T09%3A00%3A00Z&amp;path=/"
    inside = [one for one in links if one.startswith(start)]
    apart = [one for one in links if one not in inside]
    assert len(inside) > 5
    assert all(one.startswith("/admin/post/edit/") for one in apart), apart
    assert any(one.endswith("path=/posts/coming") for one in inside)
    assert re.findall(r"<form (?!inert|method=\"get\" action=\"/admin/site/\")[^>]*", page) == []


def test_the_bar_leads_to_the_next_change_and_back(editor: Client) -> None:
    page = editor.get("/admin/site/").text
    following = re.search(r'<a rel="next" href="([^"]+)"', page)
    assert following
    page = editor.get(following[1].replace("&amp;", "&")).text
    assert "Coming" in page
    assert "30 November 2035, 09:00" in page
    following = re.search(r'<a rel="next" href="([^"]+)"', page)
    assert following
    page = editor.get(following[1].replace("&amp;", "&")).text
    assert "New title" in page
    assert "Nothing further is planned" in page
    assert '<a rel="prev"' in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("at=soon", 400),
        ("at=" + "9" * 9000, 400),
        ("at=9999-12-31T23:59:59%2B00:00", 400),
        ("at=0001-01-01T00:00:00%2B23:59", 400),
        ("at=%00", 400),
        ("path=//evil.example/", 404),
        ("path=/%5Cevil.example", 404),
        ("path=https://evil.example/", 404),
        ("path=/admin/", 404),
        ("path=/admin/site/", 404),
        ("path=/../admin/", 404),
        ("path=/login", 404),
        ("path=/feed.atom", 404),
        ("path=/static/css/site.css", 404),
        ("path=/media/00/0000.png", 404),
        ("path=/posts/coming/comments", 404),
        ("path=/nothing", 404),
        ("path=/posts/nothing", 404),
        ("path=/%00", 404),
        ("path=/posts/%ED%A0%80", 404),
        ("path=/" + "x" * 5000, 404),
        ("path=", 404),
    ],
)
def test_no_parameter_leads_off_the_readers_site(editor: Client, query: str, status: int) -> None:
    assert editor.get(f"/admin/site/?{query}").status_code == status


def test_a_moment_that_has_passed_shows_the_site_as_it_is(editor: Client) -> None:
    page = editor.get("/admin/site/?at=2020-01-01T00:00")
    assert "has passed" in page.text
    assert "Old title" in page.text


def test_a_path_is_shown_as_it_is_spelt(editor: Client) -> None:
    answer = editor.get(f"{SOON}/archive")
    assert answer.status_code == 302
    assert answer.location.endswith("path=/archive/")


@pytest.mark.parametrize("role", ["author", "contributor", "moderator"])
def test_only_who_may_edit_any_post_looks_ahead(app: Flask, editor: Client, role: str) -> None:
    assert sign_in(app, role).get(f"{SOON}/").status_code == 403


def test_readers_see_a_due_change_in_its_minute_without_a_worker(
    client: Client, site: Site, people: dict[str, int]
) -> None:
    post = site.post("Old title", slug="old", excerpt="Old lines.")
    for number, words in enumerate(("New title", "Newest title")):
        site.add(
            PlannedChange(
                post_id=post,
                author_id=people["editor"],
                title="Old title",
                base_version=1,
                before={"title": ("Old title", "New title")[number], "body": "<p>Words of it.</p>"},
                after={"title": words, "body": "<p>Other words.</p>"},
                goes_live_at=now() - timedelta(seconds=2 - number),
            )
        )
    assert "Newest title" in client.get("/").text
    page = client.get("/posts/old").text
    assert "Newest title" in page
    assert "Other words." in page


def test_it_is_walked_through_in_a_browser(editor: Client, page: Page) -> None:
    sign_in_page(page, address("editor"), PASSWORD)
    page.goto("/admin/site/")
    assert_accessible(page)
    page.get_by_label("Moment", exact=True).fill("2035-12-01T09:00")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="New title").click()
    expect(page.get_by_role("heading", name="New title")).to_be_visible()
    assert "/admin/site/" in page.url
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
