"""A guest with a link reads a text before it is out, and leaves notes on its paragraphs."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from flask import Flask

from admin_app.columns import now
from admin_app.content.actions.notes import A_MINUTE
from admin_app.content.models import Note, Post, ReviewLink
from admin_app.extensions import db
from admin_app.outbox.models import OutboxMessage
from tests.publication.conftest import Site
from tests.support.cast import make_people, sign_in
from tests.support.client import Client
from tests.support.together import at_once
from tests.support.traffic import Traffic

CORPUS = (Path(__file__).parents[1] / "content/xss_corpus.txt").read_text().splitlines()
BODY = "<p>The first paragraph.</p>\n<p>The second one, about ferries.</p>"


class House:
    """A draft with the id `post`, and an editor who lets guests read it."""

    def __init__(self, app: Flask, site: Site) -> None:
        self.app = app
        self.ids = make_people(app)
        self.post = site.post(
            "Ferries", status="draft", body=BODY, author_id=self.ids["author"], published_at=None
        )
        self.editor = sign_in(app, "editor")

    def link(self, **fields: str) -> str:
        """The path of a new link, as its maker sees it once."""
        url = f"/admin/post/links/?id={self.post}"
        form = {"label": "for the mayor's office", **fields}
        page = self.editor.submit(url, form, button="Make the link", follow_redirects=True)
        address = lxml.html.document_fromstring(page.text).xpath("//input[@id='new-link']/@value")
        return re.sub("^https?://[^/]+", "", address[0])

    def end(self, verb: str) -> None:
        """Revoke the only link, or make it anew."""
        url = f"/admin/post/links/?id={self.post}"
        end = f"/admin/post/links/end/?id={self.post}"
        self.editor.submit(url, {}, form=end, button=f"{verb}=1")

    def rows(self, model: type) -> list:
        with self.app.app_context():
            found = list(db.session.scalars(db.select(model).order_by(model.id)))
            db.session.expunge_all()
            return found


@pytest.fixture
def house(app: Flask, site: Site) -> House:
    return House(app, site)


def test_a_guest_reads_the_draft_and_notes_on_a_paragraph(
    house: House, client: Client, traffic: Traffic
) -> None:
    path = house.link()
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in page.text
    assert "/admin/" not in page.text
    traffic.clear()
    sent = {"note-1": "Which ferries?", "name": "Ana of the mayor"}
    # A page that tells nobody its address sends its forms from nowhere.
    answer = client.send(page, sent, form="notes", headers={"Origin": "null"})
    assert (answer.status_code, traffic.commits) == (303, 1)
    again = client.get(path).text
    assert "The editors have your note" in again
    assert "Which ferries?" in again
    note = house.rows(Note)[0]
    assert (note.block, note.quote) == (1, "The second one, about ferries.")
    assert (note.author_id, note.author_name) == (None, "Ana of the mayor")
    desk = house.editor.get(f"/admin/post/notes/?id={house.post}").text
    shown = lxml.html.document_fromstring(desk).xpath("//*[@id='block-1']//p[@class='body']")
    assert shown[0].text == "Which ferries?"
    mail = [one for one in house.rows(OutboxMessage) if "Ferries" in one.subject]
    assert [one.recipient for one in mail] == ["author@example.org"]
    client.submit(path, {"note-0": "And this?", "name": "Ana"}, form="notes")
    assert len(house.rows(OutboxMessage)) == len(mail)  # one an hour


def test_another_guest_does_not_see_it(app: Flask, house: House, client: Client) -> None:
    path = house.link()
    client.submit(path, {"note-1": "Between us", "name": "Ana"}, form="notes")
    other = app.test_client().get(path).text
    assert "Between us" not in other


def test_only_a_digest_of_the_link_is_kept(house: House) -> None:
    token = house.link().rsplit("/", 1)[1]
    link = house.rows(ReviewLink)[0]
    assert link.token_hash != token
    assert len(link.token_hash or "") == 64
    assert token not in house.editor.get(f"/admin/post/links/?id={house.post}").text
    with house.app.app_context():
        held = db.session.execute(db.text("SELECT before, after FROM change")).all()
        held += db.session.execute(db.text("SELECT answer FROM form_key")).all()
    assert token not in str(held)
    assert link.token_hash not in str(held)


def test_links_that_are_over_are_answered_like_links_that_never_were(
    house: House, client: Client, site: Site
) -> None:
    never = client.get("/review/never-was")
    path = house.link()
    page = client.get(path)
    sent = {"note-0": "Too late", "name": "Ana"}

    def over() -> bool:
        answers = [client.get(path), client.send(page, sent, form="notes")]
        seen = {"csrf_token": token_of(page.text)}
        answers.append(client.post(f"{path}/seen", data=seen))
        plain = {without_token(one.text) for one in answers[:1]} | {without_token(never.text)}
        return len(plain) == 1 and {one.status_code for one in answers} == {404}

    site.change(ReviewLink, 1, expires_at=now() - timedelta(seconds=1))
    assert over()
    site.change(ReviewLink, 1, expires_at=now() + timedelta(days=1))
    assert client.get(path).status_code == 200
    house.end("revoke")
    assert over()
    house.editor.submit("/admin/activity/", {}, form="/admin/activity/undo/")
    assert client.get(path).status_code == 200
    site.change(Post, house.post, status="trash", status_before_trash="draft")
    assert over()
    assert not house.rows(Note)
    assert never.headers["Cache-Control"] == "private, no-store"
    assert never.headers["Referrer-Policy"] == "no-referrer"


def token_of(text: str) -> str:
    token: str = lxml.html.document_fromstring(text).xpath("//input[@name='csrf_token']/@value")[0]
    return token


def without_token(text: str) -> str:
    return re.sub(r'value="[^"]{20,}"', "", text)


def test_a_new_one_ends_the_old(house: House, client: Client) -> None:
    old = house.link(shows="version")
    house.end("anew")
    assert client.get(old).status_code == 404
    page = house.editor.get(f"/admin/post/links/?id={house.post}").text
    address = lxml.html.document_fromstring(page).xpath("//input[@id='new-link']/@value")[0]
    assert client.get(re.sub("^https?://[^/]+", "", address)).status_code == 200
    assert [one.shows_version for one in house.rows(ReviewLink)] == [1, 1]


def test_a_pinned_link_shows_what_was_and_the_other_follows(
    house: House, client: Client, site: Site
) -> None:
    pinned, following = house.link(shows="version"), house.link()
    before = client.get(following)
    site.change(Post, house.post, body="<p>Rewritten.</p>\n<p>And on.</p>")
    assert "The first paragraph." in client.get(pinned).text
    assert "Rewritten." in client.get(following).text
    # Who read the old text notes on the old paragraph.
    client.send(before, {"note-1": "Hm", "name": "Ana"}, form="notes")
    client.submit(pinned, {"note-0": "Oh", "name": "Ana"}, form="notes")
    quotes = [note.quote for note in house.rows(Note)]
    assert quotes == ["The second one, about ferries.", "The first paragraph."]


def test_a_browser_is_counted_once_and_those_of_the_house_never(
    app: Flask, house: House, client: Client, traffic: Traffic
) -> None:
    path = house.link()
    page = client.get(path)
    traffic.clear()
    seen = client.send(page, {}, form=f"{path}/seen")
    assert (seen.status_code, traffic.commits) == (204, 1)
    traffic.clear()
    assert client.send(page, {}, form=f"{path}/seen").status_code == 204
    assert traffic.commits == 0
    other = app.test_client()
    other.send(other.get(path), {}, form=f"{path}/seen")
    house.editor.send(house.editor.get(path), {}, form=f"{path}/seen")
    link = house.rows(ReviewLink)[0]
    assert (link.views, link.version) == (2, 1)
    assert client.post(f"{path}/seen").status_code == 400  # no token


def test_who_may_not_change_the_text_lets_nobody_in(app: Flask, house: House, site: Site) -> None:
    contributor = sign_in(app, "contributor")
    assert contributor.get(f"/admin/post/links/?id={house.post}").status_code == 404
    own = site.post("Mine", author_id=house.ids["contributor"])
    assert contributor.get(f"/admin/post/links/?id={own}").status_code == 403
    page = house.editor.get(f"/admin/post/links/?id={house.post}")
    for field, value in (("days", "36500"), ("days", "x"), ("label", "x" * 10_000)):
        answer = house.editor.send(page, {field: value}, button="Make the link")
        assert answer.status_code == 422, field
    assert not house.rows(ReviewLink)


def test_a_guest_is_told_what_is_wrong_and_loses_no_word(house: House, client: Client) -> None:
    path = house.link()
    page = client.get(path)
    unnamed = client.send(page, {"note-1": "My long thoughts"}, form="notes")
    assert unnamed.status_code == 422
    assert "Say who you are" in unnamed.text
    assert ">My long thoughts</textarea>" in unnamed.text
    long = client.send(page, {"note-1": "x" * 5001, "name": "Ana"}, form="notes")
    assert "A note may have 5,000 characters" in long.text
    robot = client.send(page, {"note-1": "Buy", "name": "Ana", "subject": "x"}, form="notes")
    assert robot.status_code == 422
    gone = {"note-7": "Where", "name": "Ana", "csrf_token": token_of(page.text)}
    assert client.post(path, data=gone).status_code == 422
    assert not house.rows(Note)


def test_a_flood_is_stopped(house: House, client: Client) -> None:
    path = house.link()
    for number in range(A_MINUTE):
        client.submit(path, {"note-0": f"Note {number}", "name": "Ana"}, form="notes")
    answer = client.submit(path, {"note-0": "One more", "name": "Ana"}, form="notes")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert len(house.rows(Note)) == A_MINUTE


def test_a_flood_of_many_at_once_is_stopped_too(app: Flask, house: House) -> None:
    path = house.link()
    guests = [app.test_client() for _ in range(8)]
    pages = [guest.get(path) for guest in guests]
    fields = {"note-0": "One", "note-1": "Two", "whole": "Three", "name": "Ana"}

    def write(guest: Any, page: Any) -> int:
        return int(guest.send(page, fields, form="notes").status_code)

    at_once([partial(write, *one) for one in zip(guests, pages, strict=True)])
    assert len(house.rows(Note)) == A_MINUTE // 3 * 3


def test_nothing_a_guest_writes_runs_and_no_token_fails(house: House, client: Client) -> None:
    path = house.link()
    for line in CORPUS[:15]:
        client.submit(path, {"note-0": line, "name": line[:100]}, form="notes")
    page = lxml.html.document_fromstring(client.get(path).text)
    assert len(page.xpath("//script")) == 1
    assert not page.xpath("//main//img | //main//iframe | //main//*[@onerror]")
    for token in ("a" * 5000, "%00", "%ed%a0%80", "..%2f..", "'--", "%F0%9F%8D%8B"):
        assert client.get(f"/review/{token}").status_code == 404
        assert client.post(f"/review/{token}").status_code in (400, 404)


def test_who_tries_many_links_finds_none_even_where_there_is_one(
    app: Flask, house: House, client: Client
) -> None:
    path = house.link()
    for number in range(30):
        assert client.get(f"/review/guess-{number}").status_code == 404
    refused = client.get(path)
    assert refused.status_code == 429
    assert "ferries" not in refused.text
    assert int(refused.headers["Retry-After"]) <= 600
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert app.test_client().get(path, environ_overrides=elsewhere).status_code == 200
