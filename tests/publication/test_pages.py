"""Every readers' page is light, valid, cacheable where it may be, and works for everyone."""

from __future__ import annotations

from datetime import UTC, datetime

import html5lib
import lxml.html
import pytest
from flask import Flask
from playwright.sync_api import Browser
from playwright.sync_api import Page as BrowserPage
from sqlalchemy.exc import OperationalError

from admin_app.content.models import Media
from tests.publication.conftest import Site
from tests.support.cast import make_people, sign_in
from tests.support.client import Client
from tests.support.pages import assert_accessible
from tests.support.traffic import Traffic

# Each page, and the statements it may take. On SQLite, BEGIN is one more.
STATEMENTS = {
    "/": 5,
    "/posts/whole": 6,
    "/pages/about": 6,
    "/tags/sea": 4,
    "/categories/town": 5,
    "/authors/ana": 4,
    "/archive/": 4,
    "/archive/2024/2/": 3,
    "/search?q=words": 4,
    "/search": 2,
    "/posts/locked": 3,
    "/nothing": 3,  # whether something has gone from here
}
SHARED = ("/", "/tags/sea", "/categories/town", "/authors/ana", "/archive/", "/search?q=words")
LONGEST = 30_000


@pytest.fixture
def full(site: Site) -> Site:
    """A site with something on each page."""
    author, tag = site.author("Ana"), site.tag("Sea")
    town = site.category("Town")
    site.category("Harbour", parent_id=town)
    picture = site.add(
        Media(
            title="A ferry",
            alt="A ferry at the pier",
            caption="Photo: Ana",
            key="ab/cd/abcd.png",
            mime="image/png",
            size=1,
            width=800,
            height=600,
            renditions={"400": "ab/cd/abce.png"},
        )
    )
    body = "<h2>Part</h2><p>Words &amp; more <a href='/x'>words</a>.</p>" * 5
    for number in range(12):
        site.post(f"Post {number}", author_id=author, body=body, sticky=number == 3)
    whole = site.post("Whole & <b>", slug="whole", body=body, author_id=author, picture_id=picture)
    site.link(whole, tags=(tag,), categories=(town,))
    site.post("Old", days_ago=1000, published_at=datetime(2024, 2, 3, tzinfo=UTC))
    site.post("Locked", slug="locked", password="pier")
    about = site.page("About", slug="about", body=body)
    site.page("Below", parent_id=about)
    root = site.comment(whole, "Root & <i>words</i>")
    reply = site.comment(
        whole, "Reply", parent_id=root, depth=2, author_url="https://e.example.org/"
    )
    site.comment(whole, "Answer", parent_id=reply, depth=3, author_email="x@example.net")
    return site


@pytest.mark.parametrize("address", STATEMENTS)
def test_a_page_is_valid_light_and_takes_few_statements(
    client: Client, full: Site, traffic: Traffic, address: str
) -> None:
    traffic.clear()
    answer = client.get(address)
    taken = [one for one in traffic.statements if not one.startswith("BEGIN")]
    assert len(taken) <= STATEMENTS[address], "\n".join(taken)
    html5lib.HTMLParser(strict=True).parse(answer.get_data())
    css = client.get("/static/css/site.css").get_data()
    assert len(answer.get_data()) + len(css) < LONGEST
    page = lxml.html.document_fromstring(answer.text)
    assert page.get("lang") == "en"
    assert page.xpath("string(//title)").strip()
    assert len(page.xpath("//h1")) == 1
    assert not page.xpath("//script | //style | //*[@style]")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert page.xpath("//a[@href='#main']")
    assert page.xpath("//link[@rel='alternate'][@type='application/atom+xml']")
    labelled = set(page.xpath("//label/@for"))
    for field in page.xpath("//input[not(@type='hidden')] | //textarea"):
        assert field.get("id") in labelled


@pytest.mark.parametrize("address", SHARED)
def test_a_page_for_everyone_is_kept_by_caches(client: Client, full: Site, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" in answer.headers["Vary"]
    tag = answer.headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")
    full.post("Another", author_id=1)
    full.settings(site_title="Renamed")
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_page_with_a_form_is_kept_by_nobody_else(client: Client, full: Site) -> None:
    for _ in range(2):  # the second time, the reader has a session already
        for address in ("/posts/whole", "/posts/locked"):
            assert client.get(address).headers["Cache-Control"] == "private, no-cache"


def test_a_page_without_a_form_sets_no_cookie(client: Client, full: Site) -> None:
    full.settings(comments_mode="closed")
    for address in ("/posts/whole", "/pages/about"):
        answer = client.get(address)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"].startswith("public")


def test_pages_of_who_is_signed_in_are_kept_nowhere(app: Flask, full: Site) -> None:
    make_people(app)
    client = sign_in(app, "editor")
    for address in ("/", "/posts/whole"):
        assert client.get(address).headers["Cache-Control"] == "private, no-store"


def test_a_post_tells_other_sites_what_it_is(client: Client, full: Site) -> None:
    page = lxml.html.document_fromstring(client.get("/posts/whole?reply_to=1").text)
    told = {meta.get("property"): meta.get("content") for meta in page.xpath("//meta[@property]")}
    assert told["og:title"] == "Whole & <b>"
    assert told["og:url"] == "http://localhost/posts/whole"
    assert told["og:image"] == "http://localhost/media/ab/cd/abcd.png"
    assert page.xpath("//link[@rel='canonical']/@href") == ["http://localhost/posts/whole"]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    description = page.xpath("//meta[@name='description']/@content")[0]
    assert description.startswith("Part Words & more words.")
    assert "400w" in page.xpath("//figure//source/@srcset")[0]


def test_moments_are_in_the_sites_own_time(client: Client, site: Site) -> None:
    site.settings(timezone="Pacific/Auckland")
    site.post("Late", published_at=datetime(2024, 1, 31, 18, tzinfo=UTC))
    page = lxml.html.document_fromstring(client.get("/").text)
    (moment,) = page.xpath("//time")
    assert moment.text == "1 February 2024"
    assert moment.get("datetime") == "2024-01-31T18:00:00+00:00"


def test_the_pages_stand_when_the_database_does_not(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise OperationalError(
            "SELECT secret", {}, ConnectionError("gone"), connection_invalidated=True
        )

    monkeypatch.setattr("admin_app.content.queries.settings.keep_settings", gone)
    answer = client.get("/")
    assert answer.status_code == 503
    assert "The database did not answer" in answer.text
    assert "secret" not in answer.text


class TestInABrowser:
    """In Chromium, with axe, in both schemes and without JavaScript."""

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_nothing_is_in_anyones_way(self, page: BrowserPage, full: Site, scheme: str) -> None:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for address in STATEMENTS:
            page.goto(address)
            assert_accessible(page)
            page.set_viewport_size({"width": 320, "height": 700})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 320, f"{address} is {wide} px wide"
            page.set_viewport_size({"width": 1280, "height": 800})

    def test_a_reply_is_sent_without_javascript(
        self, browser: Browser, live_server: str, full: Site
    ) -> None:
        context = browser.new_context(base_url=live_server, java_script_enabled=False)
        page = context.new_page()
        page.goto("/posts/whole")
        page.get_by_role("link", name="Reply to Rui").first.click()
        page.locator("textarea[name=body]").fill("I agree.")
        page.get_by_label("Name").fill("Ana")
        page.get_by_label("Email").fill("ana@example.net")
        page.get_by_role("button", name="Send the reply").click()
        assert "A moderator will look" in page.get_by_role("status").inner_text()
        context.close()
        assert full.comments()[-1].parent_id == full.comments()[0].id
