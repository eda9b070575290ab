"""A post and a page, their passwords, and the comments under them."""

from __future__ import annotations

from functools import cache

import lxml.html
import pytest
from flask import Flask

from admin_app.content.models import Post
from admin_app.readers.models import Comment
from admin_app.readers.queries import public
from tests.publication.conftest import Site
from tests.support.cast import make_people, sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

SECRET = "The treasure is under the pier."


def names(text: str) -> list[tuple[int, str]]:
    """Depth and body of each comment, in the order of the page."""
    page = lxml.html.document_fromstring(text)
    return [
        (
            len(one.xpath("ancestor::li[contains(@class, 'comment')]")) + 1,
            one.xpath("./article/div[@class='said']")[0].text_content().strip(),
        )
        for one in page.xpath("//li[starts-with(@id, 'comment-')]")
    ]


@pytest.mark.parametrize("status", ["draft", "in_review", "trash"])
def test_what_is_not_live_is_not_found(client: Client, site: Site, status: str) -> None:
    site.post(slug="a", status=status)
    site.page(slug="b", status=status)
    assert client.get("/posts/a").status_code == 404
    assert client.get("/pages/b").status_code == 404
    assert client.post("/posts/a/comments").status_code == 400  # without a token, like any other


def test_a_post_names_its_tags_categories_and_neighbours(client: Client, site: Site) -> None:
    site.post("Before", days_ago=3, slug="before")
    post = site.post("This", days_ago=2, slug="this")
    site.post("After", days_ago=1, slug="after")
    site.post("Draft after", days_ago=1.5, status="draft")
    site.link(post, tags=(site.tag("Sea"),), categories=(site.category("Town"),))
    page = lxml.html.document_fromstring(client.get("/posts/this").text)
    by_rel = {link.get("rel"): link.get("href") for link in page.xpath("//main//a[@rel]")}
    assert by_rel["tag"] == "/tags/sea"
    assert by_rel["category"] == "/categories/town"
    assert (by_rel["prev"], by_rel["next"]) == ("/posts/before", "/posts/after")


def test_a_page_names_the_pages_around_it(client: Client, site: Site) -> None:
    above = site.page("Above", slug="above")
    site.page("Below", slug="below", parent_id=above)
    site.page("Draft", slug="draft", parent_id=above, status="draft")
    assert 'href="/pages/below"' in client.get("/pages/above").text
    assert "/pages/draft" not in client.get("/pages/above").text
    assert 'href="/pages/above"' in client.get("/pages/below").text


def test_who_may_edit_is_offered_to(app: Flask, client: Client, site: Site) -> None:
    people = make_people(app)
    post = site.post(slug="a", author_id=people["author"])
    site.page(slug="b")
    link = f'href="/admin/post/edit/?id={post}"'
    assert link not in client.get("/posts/a").text
    assert link in sign_in(app, "author").get("/posts/a").text
    assert link in sign_in(app, "editor").get("/posts/a").text
    assert link not in sign_in(app, "contributor").get("/posts/a").text
    assert ">Edit<" not in sign_in(app, "author").get("/pages/b").text


class TestPassword:
    """A password hides all but the title until it is given."""

    @pytest.fixture(params=["posts", "pages"])
    def address(self, request: pytest.FixtureRequest, site: Site) -> str:
        make = site.post if request.param == "posts" else site.page
        values = {"body": f"<p>{SECRET}</p>", "excerpt": SECRET, "password": "pier"}
        text = make("Members", slug="members", **values)
        column = "post_id" if request.param == "posts" else "page_id"
        site.comment(**{"post_id": None, column: text, "body": "Treasure, you say?"})
        return f"/{request.param}/members"

    def test_it_hides_the_text_everywhere(self, client: Client, address: str) -> None:
        for place in (address, "/", "/feed.atom", "/search?q=treasure", "/sitemap-posts-1.xml"):
            assert "reasure" not in client.get(place).text.replace("q=treasure", "").replace(
                'value="treasure"', ""
            ).replace("“treasure”", "")
        assert "Members" in client.get(address).text

    def test_the_right_one_opens_it_and_writes_nothing(
        self, client: Client, address: str, traffic: Traffic
    ) -> None:
        answer = client.submit(address, {"password": "pier"})
        assert (answer.status_code, answer.location) == (303, address)
        assert not traffic.writes
        text = client.get(address).text
        assert SECRET in text
        assert "Treasure, you say?" in text

    def test_what_it_opened_is_kept_by_nobody_else(
        self, client: Client, site: Site, address: str
    ) -> None:
        site.settings(comments_mode="closed")  # without a form, which no cache keeps anyway
        client.submit(address, {"password": "pier"})
        answer = client.get(address)
        assert SECRET in answer.text
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "ETag" not in answer.headers

    def test_a_wrong_one_does_not(self, client: Client, address: str) -> None:
        answer = client.submit(address, {"password": "PIER"})
        assert answer.status_code == 422
        assert "This is not the password." in answer.text
        assert SECRET not in client.get(address).text

    def test_it_is_not_found_by_trying(self, app: Flask, client: Client, site: Site) -> None:
        site.post(slug="m", body=SECRET, password="one")
        page = client.get("/posts/m")
        for number in range(30):
            assert client.send(page, {"password": f"no {number}"}).status_code == 422
        answer = client.send(page, {"password": "one"})
        assert answer.status_code == 429
        assert "Too many wrong passwords came from you." in answer.text
        assert int(answer.headers["Retry-After"]) > 0
        assert SECRET not in client.get("/posts/m").text
        elsewhere = app.test_client()
        elsewhere.environ_base["REMOTE_ADDR"] = "198.51.100.7"
        elsewhere.submit("/posts/m", {"password": "one"})
        assert SECRET in elsewhere.get("/posts/m").text

    def test_a_new_one_locks_it_again(self, app: Flask, client: Client, site: Site) -> None:
        post = site.post(slug="m", body=SECRET, password="one")
        client.submit("/posts/m", {"password": "one"})
        assert SECRET in client.get("/posts/m").text
        site.change(Post, post, password="two")
        assert SECRET not in client.get("/posts/m").text

    def test_one_opens_one_text_only(self, client: Client, site: Site) -> None:
        site.post(slug="m", body=SECRET, password="same")
        site.post(slug="n", body=SECRET, password="same")
        client.submit("/posts/m", {"password": "same"})
        assert SECRET not in client.get("/posts/n").text

    def test_no_comment_gets_in_before_it(self, client: Client, site: Site, address: str) -> None:
        token = lxml.html.document_fromstring(client.get(address).text).xpath(
            "//input[@name='csrf_token']/@value"
        )[0]
        fields = {"name": "A", "email": "a@example.org", "body": "Hm", "csrf_token": token}
        assert client.post(f"{address}/comments", data=fields).status_code == 403
        assert len(site.comments()) == 1

    def test_its_own_people_need_none(self, app: Flask, address: str) -> None:
        make_people(app)
        assert SECRET in sign_in(app, "editor").get(address).text


class TestThreads:
    """Approved comments, nested, oldest first."""

    @pytest.fixture
    def post(self, site: Site) -> int:
        return site.post(slug="p")

    def test_replies_stand_under_what_they_reply_to(
        self, client: Client, site: Site, post: int
    ) -> None:
        first = site.comment(post, "first")
        second = site.comment(post, "second")
        reply = site.comment(post, "reply", parent_id=first, depth=2)
        site.comment(post, "answer", parent_id=reply, depth=3)
        site.comment(post, "late reply", parent_id=second, depth=2)
        assert names(client.get("/posts/p").text) == [
            (1, "first"),
            (2, "reply"),
            (3, "answer"),
            (1, "second"),
            (2, "late reply"),
        ]

    @pytest.mark.parametrize("status", ["pending", "spam", "removed"])
    def test_only_approved_ones_are_there(
        self, client: Client, site: Site, post: int, status: str
    ) -> None:
        site.comment(post, "unseen words", status=status)
        shown = site.comment(post, "seen words")
        text = client.get("/posts/p").text
        assert names(text) == [(1, "seen words")]
        assert "unseen" not in text
        assert "1 comment<" in text
        site.change(Comment, shown, status=status)
        assert "comment<" not in client.get("/").text

    def test_a_reply_outlives_what_it_replied_to(
        self, client: Client, site: Site, post: int
    ) -> None:
        first = site.comment(post, "first", status="removed")
        reply = site.comment(post, "reply", parent_id=first, depth=2)
        site.comment(post, "answer", parent_id=reply, depth=3)
        assert names(client.get("/posts/p").text) == [(1, "reply"), (2, "answer")]

    def test_many_come_in_pages(
        self, client: Client, site: Site, post: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # The statements are kept as they were first made: this test makes its own.
        monkeypatch.setattr(public, "THREADS", 2)
        monkeypatch.setattr(public, "_threads", cache(public._threads.__wrapped__))
        roots = [site.comment(post, f"c{number}") for number in range(5)]
        site.comment(post, "reply", parent_id=roots[0], depth=2)
        seen, address = [], "/posts/p"
        while address:
            text = client.get(address).text
            seen.append(names(text))
            later = lxml.html.document_fromstring(text).xpath("//a[.='Later comments →']/@href")
            address = later[0] if later else ""
        assert seen == [
            [(1, "c0"), (2, "reply"), (1, "c1")],
            [(1, "c2"), (1, "c3")],
            [(1, "c4")],
        ]
        assert names(client.get(f"/posts/p?thread={roots[0]}").text) == [(1, "c0"), (2, "reply")]

    def test_one_statement_shows_them_all(
        self, client: Client, site: Site, post: int, traffic: Traffic
    ) -> None:
        root = site.comment(post, "root")
        for number in range(20):
            site.comment(post, f"r{number}", parent_id=root, depth=2)
        traffic.clear()
        assert len(names(client.get("/posts/p").text)) == 21
        assert sum("FROM comment" in statement for statement in traffic.statements) == 1

    @pytest.mark.parametrize(
        "query", ["thread=x", "thread=-1", "reply_to=1e9", "reply_to=" + "9" * 30]
    )
    def test_what_is_no_comment_is_not_found(
        self, client: Client, site: Site, post: int, query: str
    ) -> None:
        assert client.get(f"/posts/p?{query}").status_code == 404

    def test_a_comment_elsewhere_can_not_be_replied_to_here(
        self, client: Client, site: Site, post: int
    ) -> None:
        other = site.comment(site.post(slug="other"), "elsewhere")
        assert "elsewhere" not in client.get(f"/posts/p?reply_to={other}").text

    def test_names_and_links_of_readers_are_harmless(
        self, client: Client, site: Site, post: int
    ) -> None:
        site.comment(
            post,
            "<script>alert(1)</script> https://example.org/x",
            author_name="<img src=x onerror=alert(1)>",
            author_url="https://example.net/",
        )
        page = lxml.html.document_fromstring(client.get("/posts/p").text)
        comment = page.xpath("//li[contains(@class, 'comment')]")[0]
        assert not comment.xpath(".//script | .//img")
        links = comment.xpath(".//a[starts-with(@href, 'https')]")
        assert {link.get("href") for link in links} == {
            "https://example.net/",
            "https://example.org/x",
        }
        assert all(link.get("rel") == "nofollow ugc noopener" for link in links)
