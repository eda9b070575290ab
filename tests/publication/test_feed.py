"""The Atom feed holds the newest posts, whole and well-formed."""

from __future__ import annotations

from lxml import etree

from tests.publication.conftest import Site
from tests.support.client import Client

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(client: Client) -> etree._Element:
    answer = client.get("/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    return etree.fromstring(answer.get_data())


def test_it_holds_the_newest_posts_with_their_texts(client: Client, site: Site) -> None:
    site.settings(site_title="Tom & Ana's <site>")
    author = site.author("Ana")
    for number in range(22):
        site.post(
            f"P{number} & <b>", days_ago=30 - number, author_id=author, body="<p>a &amp; b</p>"
        )
    found = feed(client)
    assert found.xpath("string(a:title)", namespaces=ATOM) == "Tom & Ana's <site>"
    entries = found.xpath("a:entry", namespaces=ATOM)
    assert len(entries) == 20
    first = entries[0]
    assert first.xpath("string(a:title)", namespaces=ATOM) == "P21 & <b>"
    assert first.xpath("string(a:author/a:name)", namespaces=ATOM) == "Ana"
    assert first.xpath("string(a:content[@type='html'])", namespaces=ATOM) == "<p>a &amp; b</p>"
    assert first.xpath("string(a:link/@href)", namespaces=ATOM).startswith(
        "http://localhost/posts/"
    )
    ids = found.xpath("//a:id/text()", namespaces=ATOM)
    assert len(ids) == len(set(ids)) == 21


def test_a_very_long_text_is_told_by_its_opening(client: Client, site: Site) -> None:
    site.post("Long", body="<p>" + "word " * 30_000 + "</p>")
    (entry,) = feed(client).xpath("a:entry", namespaces=ATOM)
    assert not entry.xpath("a:content", namespaces=ATOM)
    assert entry.xpath("string(a:summary)", namespaces=ATOM).endswith("…")


def test_an_empty_one_is_a_feed_too(client: Client, site: Site) -> None:
    assert feed(client).xpath("string(a:updated)", namespaces=ATOM)


def test_it_is_sent_again_only_when_it_changed(client: Client, site: Site) -> None:
    site.post()
    tag = client.get("/feed.atom").headers["ETag"]
    assert client.get("/feed.atom", headers={"If-None-Match": tag}).status_code == 304
    site.post()
    assert client.get("/feed.atom", headers={"If-None-Match": tag}).status_code == 200


def test_the_sites_own_address_goes_before_the_requests(client: Client, site: Site) -> None:
    site.app.config["SITE_URL"] = "https://gazette.example"
    site.post(slug="p")
    assert "https://gazette.example/posts/p" in client.get("/feed.atom").text
