"""The moderation queue as moderators use it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert

from admin_app.columns import now
from admin_app.content.models import Page, Post
from admin_app.extensions import db
from admin_app.readers.models import Comment
from admin_app.unit_of_work import one_commit
from tests.readers.desk.conftest import NOW, Say
from tests.readers.desk.queue import QUEUE, States, act, cards, undo
from tests.support.client import Client
from tests.support.traffic import Traffic


# What is shown
def test_what_waits_comes_first_and_the_oldest_first(moderator: Client, say: Say) -> None:
    waiting = say(3)
    say(2, status="approved")
    page = moderator.get(QUEUE)
    assert page.status_code == 200
    assert cards(page.text) == waiting
    assert "oldest waiting: 3 h" in page.text
    assert 'Waiting<span class="n">3</span>' in page.text
    assert 'Approved<span class="n">2</span>' in page.text
    assert 'Comments <span class="count">3</span>' in page.text


def test_other_tabs_have_the_newest_first_and_the_order_turns(moderator: Client, say: Say) -> None:
    ids = say(3, status="spam")
    assert cards(moderator.get(QUEUE + "?status=spam").text) == ids[::-1]
    assert cards(moderator.get(QUEUE + "?status=spam&sort=oldest").text) == ids
    assert cards(moderator.get(QUEUE + "?status=all").text) == ids[::-1]
    assert cards(moderator.get(QUEUE + "?sort=newest").text) == []


@pytest.mark.parametrize("query", ["?", "?status=approved&", "?status=all&", "?sort=newest&"])
def test_pages_hold_each_comment_once(moderator: Client, say: Say, query: str) -> None:
    ids = say(60, status="approved" if "approved" in query else "pending")
    seen: list[int] = []
    url = QUEUE + query + "rows=25"
    for _ in range(3):
        page = moderator.get(url)
        seen += cards(page.text)
        following = re.search(r'rel="next" href="([^"]+)"', page.text)
        url = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == ids
    assert url == ""
    back = re.search(r'rel="prev" href="([^"]+)"', page.text)
    assert back
    assert cards(moderator.get(back[1].replace("&amp;", "&")).text) == seen[25:50]


def test_a_card_says_who_and_where_and_what_it_answers(
    app: Flask, moderator: Client, say: Say, post_id: int
) -> None:
    (above,) = say(author_name="Jon Aldana", body="Who signed off?", status="approved")
    say(
        author_name="Petra T.",
        author_email="petra@example.net",
        body="I was there.\nIt was never put to a vote.",
        parent_id=above,
        depth=2,
    )
    page = moderator.get(QUEUE).text
    assert "Petra T." in page
    assert "petra@example.net" in page
    assert "I was there.\nIt was never put to a vote." in page
    assert "“Who signed off?” — Jon Aldana" in page
    assert 'on <a href="/posts/harbour">The harbour plan nobody read</a>' in page
    assert 'href="/admin/comment/?address=192.0.2.1"' in page


def test_a_comment_of_a_page_names_its_page(app: Flask, moderator: Client, say: Say) -> None:
    with app.app_context(), one_commit("Made a page", record=False):
        about = Page(title="About us", slug="about", body="")
        db.session.add(about)
        db.session.flush()
        page_id = about.id
    (comment,) = say(page_id=page_id)
    assert 'on <a href="/pages/about">About us</a>' in moderator.get(QUEUE).text
    assert cards(moderator.get(f"{QUEUE}?page={page_id}").text) == [comment]


def test_the_readers_record_stands_beside_the_name(moderator: Client, say: Say) -> None:
    walt = {"author_email": "walt@example.org", "author_name": "Walt L."}
    long_ago = NOW.replace(year=NOW.year - 2, month=5, day=2)
    say(18, status="approved", at=long_ago, **walt)
    say(1, status="removed", **walt)
    say(2, status="spam", **walt)
    say(1, **walt)
    say(1, author_email="new@example.org")
    page = moderator.get(QUEUE).text
    assert f"18 approved · 2 spam · 1 removed · first seen May {long_ago.year}" in page
    assert "first comment" in page
    approved = moderator.get(QUEUE + "?status=approved").text
    assert "17 approved · 2 spam" in approved


def test_of_a_reader_of_thousands_the_newest_are_counted(moderator: Client, say: Say) -> None:
    same = {"author_email": "often@example.net", "author_name": "Often"}
    say(3, status="spam", at=NOW - timedelta(days=300), **same)
    say(1_000, status="approved", at=NOW - timedelta(days=200), **same)
    say(1, **same)
    page = moderator.get(QUEUE).text
    assert "100+ approved · first seen" in page
    assert "3 spam" not in page


def test_a_record_is_counted_up_to_a_hundred(moderator: Client, say: Say) -> None:
    say(130, status="approved", author_email="walt@example.org")
    say(1, author_email="walt@example.org")
    assert "100+ approved" in moderator.get(QUEUE).text


def test_a_long_comment_is_whole_and_folded(moderator: Client, say: Say) -> None:
    words = " ".join(f"word{number}" for number in range(400))
    say(body=words)
    page = moderator.get(QUEUE).text
    assert "<details><summary" in page
    told = re.sub(r"<[^>]+>|Show the rest \([^)]*\)", " ", page[page.index('class="said"') :])
    assert words in " ".join(told.split())


def test_markup_in_a_comment_is_text(moderator: Client, say: Say) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    say(body=evil, author_name=evil, author_url="javascript:alert(3)")
    page = moderator.get(QUEUE).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "javascript:" not in page


# What is sought
def test_search_finds_text_names_emails_and_addresses(moderator: Client, say: Say) -> None:
    say(2, status="approved")
    (harbour,) = say(body="The second berth was never put to a vote", status="approved")
    (named,) = say(author_name="Zebedee", status="spam")
    (mailed,) = say(author_email="walt@example.org", status="removed")
    (from_there,) = say(author_ip="2001:db8::7")
    for words, found in (
        ("berth vote", harbour),
        ("zebedee", named),
        ("walt@example.org", mailed),
        ("2001:db8::7", from_there),
    ):
        assert cards(moderator.get(QUEUE, query_string={"search": words}).text) == [found]
    nothing = moderator.get(QUEUE, query_string={"search": "absentword"})
    assert cards(nothing.text) == []
    assert "No comment matches" in nothing.text
    assert cards(moderator.get(QUEUE + "?status=pending&search=berth").text) == []


def test_an_address_of_the_network_is_found_in_the_order_of_its_tab(
    moderator: Client, say: Say
) -> None:
    first, second = say(author_ip="192.0.2.9"), say(author_ip="192.0.2.9")
    (decided,) = say(author_ip="192.0.2.9", status="spam")
    ids = [*first, *second]
    assert cards(moderator.get(QUEUE + "?search=192.0.2.9&status=pending").text) == ids
    assert cards(moderator.get(QUEUE + "?search=192.0.2.9").text) == [decided, *ids[::-1]]


def test_search_has_pages(moderator: Client, say: Say) -> None:
    ids = say(30, body="berth")
    first = moderator.get(QUEUE + "?search=berth")
    assert cards(first.text) == ids[::-1][:25]
    following = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert following
    assert cards(moderator.get(following[1].replace("&amp;", "&")).text) == ids[::-1][25:]


def test_filters_by_post_reader_and_address(
    app: Flask, moderator: Client, say: Say, post_id: int
) -> None:
    with app.app_context(), one_commit("Another post", record=False):
        other = db.session.scalar(
            insert(Post).values(title="Lamps", slug="lamps", status="draft").returning(Post.id)
        )
    (elsewhere,) = say(post_id=other)
    (walt,) = say(author_email="walt@example.org", status="approved")
    (there,) = say(author_ip="198.51.100.9", status="spam")
    assert cards(moderator.get(f"{QUEUE}?post={other}").text) == [elsewhere]
    assert cards(moderator.get(QUEUE + "?reader=Walt@example.org").text) == [walt]
    assert cards(moderator.get(QUEUE + "?address=198.51.100.9").text) == [there]
    assert cards(moderator.get(QUEUE + "?status=pending&address=198.51.100.9").text) == []


@pytest.mark.parametrize(
    "query",
    [
        "post=abc",
        "post=1e30",
        "post=99999999999999999999999999",
        "post=9223372036854775807",
        "page=-1",
        "page=99999999999999999",
        "reader=%00",
        "address=%00%27",
        "search=%00",
        "search=%25",
        "search=berth&post=abc",
        "search=192.0.2.1&post=abc",
        "status=nonsense",
        "sort=--newest",
        "rows=-1",
    ],
)
def test_hostile_parameters_find_nothing_and_break_nothing(
    moderator: Client, say: Say, query: str
) -> None:
    say(1)
    assert moderator.get(f"{QUEUE}?{query}").status_code < 500


# The form
def test_editing_a_comment_is_recorded(app: Flask, moderator: Client, say: Say) -> None:
    (comment,) = say(status="approved")
    answer = moderator.submit(
        f"{QUEUE}edit/?id={comment}",
        {"author_name": " Petra  T. ", "author_url": "https://example.net", "body": "Fixed."},
    )
    assert answer.status_code == 303
    assert "Edited the comment by Petra T." in moderator.get(answer.location).text
    with app.app_context():
        stored = db.session.get(Comment, comment)
        assert stored
        assert (stored.author_name, stored.author_url) == ("Petra T.", "https://example.net")
        assert (stored.body, stored.status) == ("Fixed.", "approved")
    undo(moderator, app)
    with app.app_context():
        stored = db.session.get(Comment, comment)
        assert stored
        assert stored.body == "Words of reader 0."


def test_saving_and_approving_is_one_commit(
    moderator: Client, say: Say, states: States, traffic: Traffic
) -> None:
    (comment,) = say()
    page = moderator.get(f"{QUEUE}edit/?id={comment}")
    traffic.clear()
    answer = moderator.send(page, {"body": "Better."}, button="_approve")
    assert answer.status_code == 303
    assert traffic.commits == 1
    assert states(comment) == ["approved"]


def test_the_form_tells_what_happened_to_a_comment(
    moderator: Client, editor: Client, say: Say
) -> None:
    (comment,) = say(author_name="Petra T.")
    act(editor, "spam", comment)
    page = moderator.get(f"{QUEUE}edit/?id={comment}").text
    assert "Marked the comment by Petra T. as spam" in page
    assert "Editor Moor · just now" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("author_name", " ", "Give it a name."),
        ("author_email", "nonsense", "This is no email address"),
        ("author_url", "javascript:alert(1)", "starts with https:// or http://"),
        ("body", "\x00 \n", "A comment needs words."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    moderator: Client, say: Say, field: str, value: str, words: str
) -> None:
    (comment,) = say()
    answer = moderator.submit(f"{QUEUE}edit/?id={comment}", {field: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_a_stale_edit_shows_both_versions(
    moderator: Client, editor: Client, say: Say, app: Flask
) -> None:
    (comment,) = say()
    page = moderator.get(f"{QUEUE}edit/?id={comment}")
    editor.submit(f"{QUEUE}edit/?id={comment}", {"body": "The editor's words."})
    answer = moderator.send(page, {"body": "The moderator's words."})
    assert answer.status_code == 409
    assert "The editor&#39;s words." in answer.text
    assert "The moderator&#39;s words." in answer.text


# For good
def test_an_editor_deletes_for_good_and_takes_it_back(app: Flask, editor: Client, say: Say) -> None:
    (above,) = say(status="approved")
    (below,) = say(parent_id=above, depth=2, author_name="Answerer")
    page = editor.get(f"{QUEUE}delete/?id={above}")
    assert "Answerer" in page.text
    assert editor.send(page, {}, form="/admin/comment/delete/").status_code == 303
    with app.app_context():
        assert db.session.get(Comment, above) is None
        reply = db.session.get(Comment, below)
        assert reply
        assert reply.parent_id is None
    undo(editor, app)
    with app.app_context():
        reply = db.session.get(Comment, below)
        assert reply
        assert reply.parent_id == above


def test_a_moderator_does_not_delete_for_good(moderator: Client, say: Say) -> None:
    (comment,) = say()
    assert moderator.get(f"{QUEUE}delete/?id={comment}").status_code == 403
    assert "Delete</a>" not in moderator.get(f"{QUEUE}edit/?id={comment}").text


def test_export_is_for_who_may_export(moderator: Client, editor: Client, say: Say) -> None:
    say(2, body="=cmd()", author_name="+1")
    assert moderator.get(QUEUE + "export/csv/").status_code == 404
    answer = editor.get(QUEUE + "export/csv/")
    assert answer.status_code == 200
    lines = answer.text.splitlines()
    assert len(lines) == 3
    assert "'=cmd()" in lines[1]
    assert "The harbour plan nobody read" in lines[1]


def test_nothing_is_created_from_the_desk(moderator: Client) -> None:
    assert moderator.get(QUEUE + "new/").status_code == 404


def test_the_empty_queue_says_so(moderator: Client) -> None:
    assert "Nothing waits." in moderator.get(QUEUE).text


def test_days_are_told_from_the_first(moderator: Client, say: Say) -> None:
    say(1, at=now() - timedelta(days=2, hours=4, minutes=30))
    assert "oldest waiting: 2 days 4 h" in moderator.get(QUEUE).text
