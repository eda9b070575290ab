"""Readers find what is live, and nothing else, in lists that they can walk from end to end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
from lxml.html import HtmlElement

from admin_app.columns import now
from admin_app.content.models import Post
from tests.publication.conftest import Site
from tests.support.client import Client

HIDDEN = ("draft", "in_review", "trash")


def titles(text: str) -> list[str]:
    return [one.text_content() for one in all_of(text, "//*[@class='post-list']//h2")]


def all_of(text: str, path: str) -> list[HtmlElement]:
    found: list[HtmlElement] = lxml.html.document_fromstring(text).xpath(path)
    return found


def neighbour(text: str, rel: str) -> str | None:
    found = all_of(text, f"//nav[@class='pagination']//a[@rel='{rel}']")
    return str(found[0].get("href")) if found else None


def walk(client: Client, address: str, rel: str = "next") -> list[list[str]]:
    pages = []
    while True:
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        pages.append(titles(answer.text))
        further = neighbour(answer.text, rel)
        if further is None:
            return pages
        address = further


def test_the_front_page_shows_the_newest_first(client: Client, site: Site) -> None:
    site.post("Older", days_ago=3)
    site.post("Newer", days_ago=1)
    assert titles(client.get("/").text) == ["Newer", "Older"]


@pytest.mark.parametrize("status", HIDDEN)
def test_what_is_not_published_is_nowhere(client: Client, site: Site, status: str) -> None:
    author, tag, category = site.author("Ana"), site.tag("Sea"), site.category("Town")
    for title, state in (("Secret", status), ("Open", "published")):
        post = site.post(title, status=state, slug=title.lower(), author_id=author)
        site.link(post, tags=(tag,), categories=(category,))
    year = now().year
    month = (now() - timedelta(days=1)).month
    for address in (
        "/",
        "/tags/sea",
        "/categories/town",
        "/authors/ana",
        f"/archive/{year}/{month}/",
        "/search?q=words",
        "/feed.atom",
        "/sitemap-posts-1.xml",
    ):
        text = client.get(address).text
        assert "open" in text.lower(), address
        assert "secret" not in text.lower(), address


def test_a_scheduled_post_is_public_from_its_minute_on(client: Client, site: Site) -> None:
    tag = site.tag("Sea")
    post = site.post("Soon", days_ago=-1, status="scheduled", slug="soon")
    site.link(post, tags=(tag,))
    for address in ("/", "/tags/sea"):
        assert titles(client.get(address).text) == []
    assert client.get("/posts/soon").status_code == 404
    site.change(Post, post, published_at=now() - timedelta(seconds=1))
    for address in ("/", "/tags/sea"):
        assert titles(client.get(address).text) == ["Soon"]
    assert client.get("/posts/soon").status_code == 200


def test_a_list_is_walked_there_and_back_without_a_gap(client: Client, site: Site) -> None:
    site.settings(posts_per_page=3)
    same = now() - timedelta(days=9)
    for number in range(8):
        site.post(f"P{number}", published_at=same if number % 2 else same + timedelta(hours=number))
    there = walk(client, "/")
    assert [len(page) for page in there] == [3, 3, 2]
    assert sorted(title for page in there for title in page) == [
        f"P{number}" for number in range(8)
    ]
    last = client.get("/")
    for _ in there[1:]:
        last = client.get(neighbour(last.text, "next") or "")
    back = walk(client, last.request.full_path, rel="prev")
    assert back == there[::-1]


def test_the_way_back_ends_at_the_one_address_of_the_first_page(client: Client, site: Site) -> None:
    site.settings(posts_per_page=1)
    for days in (1, 2):
        site.post(days_ago=days)
    second = client.get(neighbour(client.get("/").text, "next") or "")
    answer = client.get(neighbour(second.text, "prev") or "")
    assert (answer.status_code, answer.location) == (302, "/")


def test_pinned_posts_stand_on_top_once(client: Client, site: Site) -> None:
    site.settings(posts_per_page=2)
    for number in range(4):
        site.post(f"P{number}", days_ago=number + 1)
    site.post("Pinned", days_ago=99, sticky=True)
    site.post("Pinned draft", status="draft", sticky=True)
    assert walk(client, "/") == [["Pinned", "P0", "P1"], ["P2", "P3"]]


@pytest.mark.parametrize("cursor", ["x", "1", "'", "%00", "W10", "é", "A" * 5000])
def test_a_cursor_of_another_list_is_refused_in_words(
    client: Client, site: Site, cursor: str
) -> None:
    tag = site.tag("Sea")
    site.link(site.post(), tags=(tag,))
    for address in ("/", "/tags/sea", "/search?q=words"):
        joint = "&" if "?" in address else "?"
        for name in ("after", "before"):
            assert client.get(f"{address}{joint}{name}={cursor}").status_code == 400


def test_a_tag_keeps_up_with_its_posts(client: Client, site: Site) -> None:
    sea, town = site.tag("Sea"), site.category("Town")
    first, second = site.post("One", days_ago=2), site.post("Two", days_ago=1)
    site.link(first, tags=(sea,), categories=(town,))
    site.link(second, tags=(sea,), categories=(town,))
    lists = ("/tags/sea", "/categories/town")
    assert [titles(client.get(one).text) for one in lists] == [["Two", "One"]] * 2
    site.change(Post, second, published_at=now() - timedelta(days=3))
    assert [titles(client.get(one).text) for one in lists] == [["One", "Two"]] * 2
    site.change(Post, second, status="draft")
    assert [titles(client.get(one).text) for one in lists] == [["One"]] * 2
    site.change(Post, second, status="published")
    site.link(first)
    assert [titles(client.get(one).text) for one in lists] == [["Two"]] * 2


def test_a_category_names_those_around_it(client: Client, site: Site) -> None:
    above = site.category("Town")
    site.category("Harbour", parent_id=above)
    assert "/categories/harbour" in client.get("/categories/town").text
    assert "/categories/town" in client.get("/categories/harbour").text


def test_an_author_without_posts_is_not_told(client: Client, site: Site) -> None:
    author = site.author("Ana")
    site.post(status="draft", author_id=author)
    assert client.get("/authors/ana").status_code == 404


@pytest.mark.parametrize(
    "address", ["/tags/no", "/categories/no", "/authors/no", "/archive/2020/1/", "/nothing"]
)
def test_what_is_not_there_is_a_404_in_the_sites_own_clothes(
    client: Client, site: Site, address: str
) -> None:
    site.settings(site_title="The Gazette")
    answer = client.get(address)
    assert answer.status_code == 404
    assert "The Gazette" in answer.text
    assert 'role="search"' in answer.text


@pytest.mark.parametrize("month", ["2020/13", "2020/0", "0/1", "1/1", "99999/1", "9999/12"])
def test_a_month_that_is_none_is_a_404(client: Client, site: Site, month: str) -> None:
    assert client.get(f"/archive/{month}/").status_code == 404


def test_the_archive_lists_the_months_that_hold_something(client: Client, site: Site) -> None:
    site.settings(timezone="Asia/Tokyo")
    # In Tokyo it is February already.
    site.post("Late", published_at=datetime(2024, 1, 31, 18, tzinfo=UTC))
    site.post("Old", published_at=datetime(2022, 5, 3, tzinfo=UTC))
    site.post("Draft", status="draft", published_at=datetime(2023, 7, 3, tzinfo=UTC))
    links = all_of(client.get("/archive/").text, "//*[@class='months']//a")
    assert [link.get("href") for link in links] == [
        "/archive/2024/2/",
        "/archive/2022/5/",
    ]
    assert titles(client.get("/archive/2024/2/").text) == ["Late"]
    assert client.get("/archive/2024/1/").status_code == 404


def test_an_empty_site_says_so(client: Client, site: Site) -> None:
    for address in ("/", "/archive/"):
        assert "Nothing has been published yet." in client.get(address).text


class TestSearch:
    """Words find posts and pages; nothing typed is anything but words."""

    def test_it_finds_what_holds_each_word(self, client: Client, site: Site) -> None:
        site.post("Ferries", body="<p>They leave at noon.</p>")
        site.post("Trains", body="<p>They leave at midnight.</p>")
        site.page("About noon")
        assert titles(client.get("/search?q=leave+NOON").text) == ["Ferries"]
        assert titles(client.get("/search?q=leave").text) == ["Trains", "Ferries"]
        assert "About noon" in client.get("/search?q=noon").text

    def test_it_has_pages(self, client: Client, site: Site) -> None:
        site.settings(posts_per_page=2)
        for number in range(5):
            site.post(f"P{number}")
        assert walk(client, "/search?q=words") == [["P4", "P3"], ["P2", "P1"], ["P0"]]

    def test_a_password_hides_the_words(self, client: Client, site: Site) -> None:
        site.post("Members", body="<p>treasure</p>", password="pier")
        assert titles(client.get("/search?q=treasure").text) == []

    @pytest.mark.parametrize(
        "words",
        ["", "   ", "!!!", "%", "_", '"', "'", "a\0b", "NEAR(", "-", "*", "((", "\\", "x" * 9000],
    )
    def test_nothing_typed_is_an_operator(self, client: Client, site: Site, words: str) -> None:
        site.post()
        answer = client.get("/search", query_string={"q": words})
        assert answer.status_code == 200
        assert titles(answer.text) == []

    def test_the_words_stay_in_the_box(self, client: Client, site: Site) -> None:
        text = client.get("/search", query_string={"q": '"><b>x'}).text
        assert all_of(text, "//input[@id='q']")[0].get("value") == '"><b>x'
