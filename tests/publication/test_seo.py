"""What search engines and other sites are told of a text."""

from __future__ import annotations

import json
from pathlib import Path

import lxml.html
import pytest
from flask import Flask

from admin_app.content.models import Media, Page, Post
from admin_app.content.policy.media import may_delete_media
from admin_app.content.queries.media import count_showing, unused
from admin_app.exchange.export_json import site_json
from admin_app.extensions import db
from admin_app.people.models import User
from tests.publication.conftest import Site
from tests.support.cast import make_people, sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

CORPUS = (Path(__file__).parents[1] / "content/xss_corpus.txt").read_text().splitlines()
SAID = {
    "seo_title": "Ferries of the north",
    "seo_description": "Every crossing, with its price.",
    "noindex": "1",
}


def told(text: str) -> dict[str, str]:
    page = lxml.html.document_fromstring(text)
    metas = page.xpath("//meta[@content]")
    said = {one.get("name") or one.get("property"): one.get("content") for one in metas}
    return {**said, "title": page.xpath("string(//title)")}


def picture(site: Site, key: str) -> int:
    given = {"mime": "image/png", "size": 1, "width": 1200, "height": 630, "alt": key}
    return site.add(Media(title=key, key=key, **given))


def test_the_head_says_what_was_written_for_it(client: Client, site: Site) -> None:
    shared = picture(site, "aa/shared.png")
    site.post(slug="a", seo_title="For results", seo_description="In short.", noindex=True,
              picture_id=picture(site, "aa/own.png"), social_picture_id=shared)  # fmt: skip
    site.page(slug="b", social_picture_id=shared)
    head = told(client.get("/posts/a").text)
    assert head["title"] == "For results · Copydesk"
    assert head["og:title"] == "For results"
    assert head["description"] == head["og:description"] == "In short."
    assert head["og:image"].endswith("/media/aa/shared.png")
    assert head["twitter:card"] == "summary_large_image"
    assert head["robots"] == "noindex"
    assert told(client.get("/pages/b").text)["og:image"].endswith("/media/aa/shared.png")


def test_what_is_not_written_is_taken_from_the_text(
    client: Client, site: Site, traffic: Traffic
) -> None:
    site.post("Ferries", slug="a", excerpt="All of them.", picture_id=picture(site, "aa/own.png"))
    traffic.clear()
    head = told(client.get("/posts/a").text)
    assert not [one for one in traffic.statements if one.startswith("SELECT media")]
    assert head["title"] == "Ferries · Copydesk"
    assert head["description"] == "All of them."
    assert head["og:image"].endswith("/media/aa/own.png")
    assert "robots" not in head


def test_the_sitemap_leaves_out_what_search_engines_are_asked_not_to_list(
    client: Client, site: Site
) -> None:
    site.post(slug="listed")
    site.post(slug="kept-out", noindex=True)
    part = client.get("/sitemap-posts-1.xml").text
    assert "/posts/listed" in part
    assert "/posts/kept-out" not in part


@pytest.mark.parametrize(("noun", "model"), [("post", Post), ("page", Page)])
def test_an_editor_writes_it_and_takes_it_back(
    app: Flask, site: Site, noun: str, model: type[Post | Page]
) -> None:
    make_people(app, "editor")
    text = site.post() if noun == "post" else site.page()
    shared = picture(site, "aa/shared.png")
    client = sign_in(app, "editor")
    edit = f"/admin/{noun}/edit/?id={text}"
    client.submit(edit, {**SAID, "social_picture": str(shared)}, button="_continue_editing")
    with app.app_context():
        row = db.session.get_one(model, text)
        stored = (row.seo_title, row.seo_description, row.noindex, row.social_picture_id)
    assert stored == (SAID["seo_title"], SAID["seo_description"], True, shared)
    page = client.get(edit).text
    assert "Ferries of the north · Copydesk" in page
    assert f'src="/admin/{noun}/preview/picture/?id={shared}"' in page
    client.submit("/admin/activity/", {}, form="/admin/activity/undo/")
    with app.app_context():
        row = db.session.get_one(model, text)
        assert (row.seo_title, row.noindex, row.social_picture_id) == ("", False, None)


def test_what_is_too_long_is_said_beside_its_field(app: Flask, site: Site) -> None:
    make_people(app, "editor")
    client = sign_in(app, "editor")
    edit = f"/admin/post/edit/?id={site.post()}"
    answer = client.submit(edit, {"seo_title": "x" * 201, "seo_description": "y" * 10_000})
    assert answer.status_code == 422
    assert "At most 200 characters." in answer.text
    assert "At most 500 characters." in answer.text
    assert "y" * 10_000 in answer.text  # still there
    assert client.submit(edit, {"social_picture": "999"}).status_code == 422
    assert (
        client.submit(edit, {"seo_title": "a\0b\u202ec\nd", "noindex": "many"}).status_code == 303
    )
    with app.app_context():
        row = db.session.scalars(db.select(Post)).one()
        assert (row.seo_title, row.noindex) == ("abc d", False)


def test_no_words_leave_their_place_in_the_head(app: Flask, site: Site, client: Client) -> None:
    make_people(app, "editor")
    desk = sign_in(app, "editor")
    post = site.post(slug="a")
    for line in CORPUS[:20]:
        words = line[:200]
        desk.submit(f"/admin/post/edit/?id={post}", {"seo_title": words, "seo_description": words})
        page = lxml.html.document_fromstring(client.get("/posts/a").text)
        assert not page.xpath("//script | //head//@onload | //img")
        assert page.xpath("//body/main")


def test_an_author_is_shown_only_pictures_of_their_own_to_choose(app: Flask, site: Site) -> None:
    make_people(app, "author")
    theirs = picture(site, "aa/theirs.png")
    client = sign_in(app, "author")
    assert client.get(f"/admin/post/preview/picture/?id={theirs}").status_code == 404
    assert client.get("/admin/post/preview/picture/?id=x").status_code == 404


def test_it_leaves_with_the_export(app: Flask, site: Site) -> None:
    site.post(seo_title="Kept", noindex=True)
    with app.app_context():
        document = json.loads(b"".join(site_json()))
    assert document["posts"][0]["seo_title"] == "Kept"
    assert document["posts"][0]["noindex"] is True


def test_a_picture_that_is_only_shown_when_shared_is_in_use(app: Flask, site: Site) -> None:
    people = make_people(app, "author", "editor")
    mine = picture(site, "aa/mine.png")
    site.change(Media, mine, uploaded_by_id=people["author"])
    post = site.post("Theirs", author_id=people["editor"], social_picture_id=mine)
    page = site.page("A page", social_picture_id=picture(site, "aa/of-a-page.png"))
    with app.app_context():
        author = db.session.get_one(User, people["author"])
        assert count_showing(mine) == 1
        assert not db.session.scalars(db.select(Media.id).where(unused())).all()
        assert not may_delete_media(author, [mine])
    site.change(Post, post, social_picture_id=None)
    site.change(Page, page, social_picture_id=None)
    with app.app_context():
        assert len(db.session.scalars(db.select(Media.id).where(unused())).all()) == 2
        assert may_delete_media(db.session.get_one(User, people["author"]), [mine])
