"""What comments are found by beside their words."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from admin_app.extensions import db
from admin_app.readers.housekeeping import trace_comments
from admin_app.readers.models import Comment, LinkDomain, Trace, TraceDue
from admin_app.readers.traces import traces_of
from admin_app.unit_of_work import one_commit
from tests.publication.conftest import Site
from tests.support.client import Client
from tests.support.traffic import Traffic

SPAM = "Great post! I found cheap lamps at lights-4-less.shop, very recommended by everyone here"
LIKE_IT = "Great post! I found cheap bulbs at www.buy-led.co.uk, very recommended by everyone here"
OTHER = "I was at that meeting. The second berth was never put to a vote, it was in the annex."


def shared(one: str, other: str) -> int:
    bands = (traces_of(text, "").bands for text in (one, other))
    return sum(a == b for a, b in zip(*bands, strict=True))


def test_texts_alike_share_bands_and_others_do_not() -> None:
    assert shared(SPAM, LIKE_IT) >= 2
    assert shared(SPAM, SPAM.upper() + " 777") >= 2
    assert shared(SPAM, OTHER) == 0
    assert shared("素晴らしい記事ですね、ありがとう", "素晴らしい記事ですね、ありがとうね") >= 2
    assert traces_of("…!", "").bands == (None,) * 4


def test_a_site_is_named_by_its_host_and_by_its_domain() -> None:
    found = traces_of("See a.b.example.co.uk/x and HTTPS://www.Spam.shop:8/y", "http://me.blog")
    assert found.sites == ("a.b.example.co.uk", "example.co.uk", "spam.shop", "me.blog")


def test_hostile_texts_are_traced_all_the_same() -> None:
    many = " ".join(f"http://s{number}.shop/" for number in range(5_000))
    for text in (many, "\ud800" * 50, "a" * 64_000, "x." * 30_000, "\u202e" * 9):
        assert len(traces_of(text, "http://[").sites) <= 22


@pytest.fixture
def site(app: Flask) -> Site:
    made = Site(app)
    made.post(slug="p")
    return made


def kept(app: Flask) -> list[Any]:
    """Each comment's first band and sites."""
    with app.app_context():
        sites = db.session.execute(select(LinkDomain.comment_id, LinkDomain.domain)).all()
        return [
            (row.band_1, {name for of, name in sites if of == row.comment_id})
            for row in db.session.execute(
                select(Trace.comment_id, Trace.band_1).order_by(Trace.comment_id)
            )
        ]


def test_a_comment_is_traced_in_its_own_commit_and_anew_when_it_is_edited(
    app: Flask, client: Client, site: Site, people: dict[str, int], traffic: Traffic
) -> None:
    from tests.support.cast import sign_in

    fields = {"name": "Ana", "email": "ana@example.net", "body": SPAM}
    page = client.get("/posts/p")
    traffic.clear()
    client.send(page, fields, form="comment-form")
    assert traffic.commits == 1
    band = traces_of(SPAM, "").bands[0]
    assert kept(app) == [(band, {"lights-4-less.shop"})]
    moderator = sign_in(app, "moderator")
    edit = moderator.get("/admin/comment/edit/?id=1")
    traffic.clear()
    assert moderator.send(edit, {"body": OTHER}).status_code == 303
    assert traffic.commits == 1
    assert kept(app) == [(traces_of(OTHER, "").bands[0], set())]


def test_whatever_path_writes_the_worker_looks_after_it(
    app: Flask, site: Site, traffic: Traffic
) -> None:
    rows = [{"post_id": 1, "author_name": f"R{number}", "body": SPAM} for number in range(30)]
    with app.app_context():
        with one_commit("Imported", record=False):
            db.session.execute(insert(Comment), rows)
        trace_comments()
    assert kept(app) == [(traces_of(SPAM, "").bands[0], {"lights-4-less.shop"})] * 30
    with app.app_context():
        # As undo does: nothing is kept of what was there.
        with one_commit("Changed", record=False):
            db.session.execute(update(Comment).values(body=OTHER))
        assert db.session.scalar(select(Trace.comment_id).limit(1)) is None
        assert db.session.scalar(select(LinkDomain.comment_id).limit(1)) is None
        traffic.clear()
        trace_comments()
        assert len(traffic.writes) <= 6
        assert db.session.scalar(select(TraceDue.comment_id).limit(1)) is None
    assert kept(app) == [(traces_of(OTHER, "").bands[0], set())] * 30
    with app.app_context():
        traffic.clear()
        trace_comments()
        assert traffic.writes == []
