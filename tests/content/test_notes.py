"""Notes between the people of the house: beside a paragraph, answered, resolved, taken back."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest
from flask import Flask

from admin_app.content.actions.notes import AT_ONCE
from admin_app.content.markup.anchors import placed, quote_of
from admin_app.content.models import Note, Page, Post
from admin_app.content.queries import notes as queries
from admin_app.extensions import db
from admin_app.unit_of_work import one_commit
from tests.support.cast import make_people, sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic

CORPUS = (Path(__file__).parent / "xss_corpus.txt").read_text().splitlines()
BODY = "<p>The first paragraph.</p>\n<p>The second one, about ferries.</p>\n<hr>"


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    """The people, and a post (id 1) and a page (id 1) of theirs."""
    people = make_people(app)
    with app.app_context(), one_commit("Set up"):
        db.session.add(Post(title="Ferries", slug="f", body=BODY, author_id=people["author"]))
        db.session.add(Page(title="About", slug="a", body=BODY))
    return people


@pytest.fixture
def editor(app: Flask, ids: dict[str, int]) -> Client:
    return sign_in(app, "editor")


def notes(app: Flask) -> list[Note]:
    with app.app_context():
        found = list(db.session.scalars(db.select(Note).order_by(Note.id)))
        db.session.expunge_all()
        return found


def waiting(app: Flask, model: type[Post | Page] = Post) -> int:
    with app.app_context():
        return db.session.get_one(model, 1).open_notes


def beside(text: str, block: int) -> list[str]:
    page = lxml.html.document_fromstring(text)
    found = page.xpath(f"//*[@id='block-{block}']//article//p[@class='body']")
    return [one.text_content() for one in found]


@pytest.mark.parametrize(("noun", "model"), [("post", Post), ("page", Page)])
def test_a_note_stands_beside_its_paragraph_and_is_one_commit(
    app: Flask, editor: Client, traffic: Traffic, noun: str, model: type[Post | Page]
) -> None:
    url = f"/admin/{noun}/notes/?id=1"
    form = editor.get(url)
    traffic.clear()
    answer = editor.send(form, {"note-1": "Which ferries?"}, form="notes")
    assert (answer.status_code, traffic.commits) == (303, 1)
    assert beside(editor.get(url).text, 1) == ["Which ferries?"]
    assert waiting(app, model) == 1


def test_it_stays_with_its_paragraph_when_the_text_changes(app: Flask, editor: Client) -> None:
    editor.submit("/admin/post/notes/?id=1", {"note-1": "Which ferries?"}, form="notes")
    moved = f"<p>New.</p>\n<h2>Newer</h2>\n{BODY}"
    editor.submit("/admin/post/edit/?id=1", {"body": moved})
    assert beside(editor.get("/admin/post/notes/?id=1").text, 3) == ["Which ferries?"]
    editor.submit("/admin/post/edit/?id=1", {"body": "<p>All is new here now.</p>"})
    page = editor.get("/admin/post/notes/?id=1").text
    assert "On paragraphs that are gone" in page
    assert "The second one, about ferries." in page  # its quote


def test_all_that_was_typed_is_kept_at_once_and_what_fails_keeps_the_rest(
    app: Flask, editor: Client
) -> None:
    url = "/admin/post/notes/?id=1"
    answer = editor.submit(url, {"note-0": "One", "note-1": "x" * 5001}, form="notes")
    assert answer.status_code == 422
    assert "A note may have 5,000 characters" in answer.text
    assert ">One</textarea>" in answer.text
    assert not notes(app)
    editor.submit(url, {"note-0": "One", "note-1": "Two", "whole": "Three"}, form="notes")
    assert [one.body for one in notes(app)] == ["One", "Two", "Three"]
    assert waiting(app) == 3


def test_it_is_answered_resolved_and_opened_again_and_each_can_be_undone(
    app: Flask, editor: Client
) -> None:
    url = "/admin/post/notes/?id=1"
    editor.submit(url, {"note-1": "Which ferries?"}, form="notes")
    author = sign_in(app, "author")
    author.submit(url, {"reply-1": "The northern ones."}, form="notes")
    author.submit(url, {}, form="notes", button="resolve=1")
    assert waiting(app) == 0
    assert notes(app)[0].resolved_by_id is not None
    assert "The northern ones." in author.get(url).text
    undo = {"form": "/admin/activity/undo/"}
    author.submit("/admin/activity/", {}, **undo)  # the newest first: the resolving
    assert waiting(app) == 1
    author.submit(url, {}, form="notes", button="resolve=1")
    author.submit(url, {}, form="notes", button="reopen=1")
    assert waiting(app) == 1
    # While it is answered, writing it is not taken back.
    with app.app_context():
        first = db.session.execute(
            db.text("SELECT min(changeset_id) FROM change WHERE entity = 'note'")
        ).scalar_one()
    page = editor.get("/admin/activity/")
    sent = {"id": str(first)}
    assert editor.send(page, sent, **undo).status_code == 409
    assert len(notes(app)) == 2


def test_of_very_many_notes_the_newest_are_shown(
    app: Flask, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST", 2)
    for words in ("First", "Second", "Third"):
        editor.submit("/admin/post/notes/?id=1", {"note-0": words})
    assert beside(editor.get("/admin/post/notes/?id=1").text, 0) == ["Second", "Third"]


def test_who_does_not_see_the_text_neither_notes_nor_reads_notes(
    app: Flask, editor: Client, ids: dict[str, int]
) -> None:
    editor.submit("/admin/post/notes/?id=1", {"note-1": "Which ferries?"}, form="notes")
    token = editor.get("/admin/post/notes/?id=1")
    contributor = sign_in(app, "contributor")
    assert contributor.get("/admin/post/notes/?id=1").status_code == 404
    own = lxml.html.document_fromstring(contributor.get("/admin/").text)
    sent = {"csrf_token": own.xpath("//input[@name='csrf_token']/@value")[0], "resolve": "1"}
    assert contributor.post("/admin/post/notes/?id=1", data=sent).status_code == 404
    # Nor by way of a text that one sees: the note is not on it.
    assert editor.send(token, {}, form="notes", button="resolve=1").status_code == 303
    page = editor.get("/admin/page/notes/?id=1")
    held = lxml.html.document_fromstring(page.text).xpath("//input[@name='csrf_token']/@value")[0]
    forged = {"csrf_token": held, "reopen": "1"}
    assert editor.post("/admin/page/notes/?id=1", data=forged).status_code == 404
    assert waiting(app) == 0


def test_nothing_in_a_note_runs_and_nothing_fails(app: Flask, editor: Client) -> None:
    url = "/admin/post/notes/?id=1"
    page = editor.get(url)
    hostile = [*CORPUS[:AT_ONCE], "a\0b\u202ec\u2066d", "\u200b", "x" * 10_000, "١" * 60_000]
    for line in hostile:
        answer = editor.send(page, {"note-0": line, "whole": line}, form="notes")
        assert answer.status_code in (303, 422)
    for forged in ("note-99", "note-999999999", "note--1", "note-x", "reply-77"):
        sent = {"csrf_token": token_of(page.text), forged: "Where am I?"}
        assert editor.post(url, data=sent).status_code in (404, 422)
    for block in ("-1", "x", "9" * 30, "2"):
        sent = {
            "csrf_token": token_of(page.text),
            "whole": "w",
            "block": block,
            "quote": "q\0" * 999,
        }
        assert editor.post(url, data=sent).status_code == 303
    shown = lxml.html.document_fromstring(editor.get(url).text)
    assert len(shown.xpath("//script")) == len(
        lxml.html.document_fromstring(page.text).xpath("//script")
    )
    assert not shown.xpath("//main//img | //main//iframe | //main//*[@onerror]")


def token_of(text: str) -> str:
    token: str = lxml.html.document_fromstring(text).xpath("//input[@name='csrf_token']/@value")[0]
    return token


def test_the_form_of_the_text_asks_for_notes_only_where_some_are_open(
    editor: Client, traffic: Traffic
) -> None:
    traffic.clear()
    editor.get("/admin/post/edit/?id=1")
    without = len(traffic.statements)
    editor.submit("/admin/post/notes/?id=1", {"note-0": "One", "note-1": "Two"}, form="notes")
    editor.submit("/admin/post/notes/?id=1", {"reply-1": "Three"}, form="notes")
    editor.get("/admin/")  # the notice was told
    traffic.clear()
    page = editor.get("/admin/post/edit/?id=1").text
    assert len(traffic.statements) == without + 1
    for words in ("One", "Two", "Three"):
        assert f'dir="auto">{words}</p>' in page


def test_the_rail_gets_its_list_anew_without_the_page(app: Flask, editor: Client) -> None:
    editor.submit("/admin/post/notes/?id=1", {"note-0": "One"}, form="notes")
    page = editor.get("/admin/post/edit/?id=1")
    part = {"X-Part": "notes"}
    answer = editor.send(page, {}, form="notes", button="resolve=1", headers=part)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "Resolved a note on “Ferries”." in answer.text
    assert "No note is open." in answer.text
    refused = editor.send(page, {"whole": "x" * 5001}, form="notes", headers=part)
    assert refused.status_code == 422
    assert "Shorten it." in refused.text


def test_a_deleted_text_takes_its_notes_along_and_brings_them_back(
    app: Flask, editor: Client
) -> None:
    editor.submit("/admin/post/notes/?id=1", {"note-0": "One"}, form="notes")
    editor.submit("/admin/post/notes/?id=1", {"reply-1": "Two"}, form="notes")
    editor.submit("/admin/post/links/?id=1", {"label": "Mayor"}, button="Make the link")
    editor.submit("/admin/post/edit/?id=1", {}, form="move", button="action=trash")
    editor.submit("/admin/post/delete/?id=1", {}, form="/admin/post/delete/")
    assert not notes(app)
    editor.submit("/admin/activity/", {}, form="/admin/activity/undo/")
    assert [one.body for one in notes(app)] == ["One", "Two"]
    assert waiting(app) == 1


def test_a_block_is_found_again_by_how_it_began() -> None:
    class On:
        def __init__(self, block: int | None, quote: str) -> None:
            self.block, self.quote = block, quote

    blocks = ["<p>Alpha beta gamma delta</p>", "<p>Same</p>", "<hr>", "<p>Same</p>"]
    rewritten = On(2, "Alpha beta gamma epsilon")
    same, whole, gone, rule = On(2, "Same"), On(None, ""), On(0, "Nothing alike"), On(2, "")
    found, lost = placed([rewritten, same, whole, gone, rule], blocks)
    assert found == {0: [rewritten], 1: [same], -1: [whole], 2: [rule]}
    assert lost == [gone]
    assert quote_of("<p>A &amp; <b>B</b>" + " c" * 500 + "</p>").startswith("A & B c")
