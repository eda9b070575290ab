"""Search engines are told of every live text, ten thousand at a time."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from lxml import etree

from tests.publication.conftest import Site
from tests.support.client import Client

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def addresses(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    found = etree.fromstring(answer.get_data()).xpath("//s:loc/text()", namespaces=NAMES)
    assert all(one.startswith("http://localhost/") for one in found)
    return [urlsplit(one).path for one in found]


def test_the_index_leads_to_every_live_text(client: Client, site: Site) -> None:
    site.post(slug="a&b")
    site.post(slug="draft", status="draft")
    site.post(slug="soon", days_ago=-1, status="scheduled")
    site.post(slug="members", password="pier")
    site.page(slug="about")
    parts = addresses(client, "/sitemap.xml")
    assert parts == ["/sitemap-posts-1.xml", "/sitemap-pages-1.xml"]
    assert addresses(client, parts[0]) == ["/", "/posts/a%26b"]
    assert addresses(client, parts[1]) == ["/pages/about"]


def test_only_parts_that_hold_something_are_named(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admin_app.publication.sitemap.PART", 2)
    for number in range(5):
        site.post(slug=f"p{number}", status="draft" if number in (2, 3) else "published")
    parts = addresses(client, "/sitemap.xml")
    assert parts == ["/sitemap-posts-1.xml", "/sitemap-posts-3.xml"]
    assert addresses(client, parts[0]) == ["/", "/posts/p0", "/posts/p1"]
    assert addresses(client, parts[1]) == ["/posts/p4"]


@pytest.mark.parametrize("part", ["posts-0", "users-1", "posts-99999999999999999999"])
def test_a_part_that_is_none_is_not_found(client: Client, site: Site, part: str) -> None:
    assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_an_empty_site_has_an_empty_index(client: Client, site: Site) -> None:
    assert addresses(client, "/sitemap.xml") == []


def test_crawlers_are_kept_from_the_desk(client: Client, site: Site) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://localhost/sitemap.xml" in text
