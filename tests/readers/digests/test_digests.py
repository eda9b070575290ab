"""People are mailed what readers do, when they want it, once, and only where there is something."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select, update

from admin_app.extensions import db
from admin_app.outbox.models import OutboxMessage
from admin_app.people.models import User
from admin_app.readers import digests
from admin_app.readers.actions.decide import decide
from admin_app.readers.models import Appeal, CommentStatus, Digest, Report
from admin_app.unit_of_work import one_commit
from tests.readers.digests.conftest import Newsroom, links_of, text_of
from tests.support.cast import sign_in
from tests.support.client import Client
from tests.support.traffic import Traffic


def test_a_comment_that_waits_is_told_once(newsroom: Newsroom) -> None:
    newsroom.said("Petra", body="Is <b>this</b> late?\n\n<img src=x onerror=alert(1)>")
    (letter,) = newsroom.look()
    assert letter["To"] == "moderator@example.org"
    assert letter["Subject"] == "Copydesk: 1 comment waits"
    text, html = text_of(letter), text_of(letter, "html")
    assert "Petra <petra@readers.example> on “Ferries”" in text
    assert "Is <b>this</b> late?" in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert not re.search(r"<img|<script|<link|<style", html)
    assert set(links_of(letter)) == {"Approve", "Spam", "Remove"}
    assert all(f"https://desk.example.org{link}" in html for link in links_of(letter).values())
    newsroom.later(timedelta(minutes=2))
    assert newsroom.look() == []


def test_nothing_is_mailed_and_little_is_written_when_nothing_waits(
    newsroom: Newsroom, traffic: Traffic
) -> None:
    traffic.clear()
    assert newsroom.look() == []
    assert traffic.commits == 0
    newsroom.wants("moderator", "daily")
    newsroom.later()
    newsroom.later()
    traffic.clear()
    assert newsroom.look() == []
    assert traffic.commits == 1  # that today's moment has passed
    newsroom.said()
    assert newsroom.look() == []


def test_two_workers_tell_it_once(newsroom: Newsroom, app: Flask, monkeypatch) -> None:
    newsroom.said()
    seen_by_both = []
    with app.app_context():
        people = digests.subscribers()
        monkeypatch.setattr(digests, "subscribers", lambda: people)
        for _ in range(2):
            digests.mail_digests()
            seen_by_both.append(db.session.scalar(select(func.count()).select_from(OutboxMessage)))
    assert seen_by_both == [1, 1]


def test_once_a_day_one_is_reminded_of_all_that_waits(newsroom: Newsroom) -> None:
    newsroom.wants("moderator", "daily")
    newsroom.said("Petra")
    newsroom.later()
    assert len(newsroom.look()) == 1
    newsroom.said("Quinn")
    newsroom.later()
    (letter,) = newsroom.look()
    assert letter["Subject"] == "Copydesk: 2 comments wait"


def test_every_hour_only_what_is_new_is_told(newsroom: Newsroom) -> None:
    newsroom.wants("moderator", "hourly")
    newsroom.said("Petra")
    newsroom.later(timedelta(hours=1))
    assert len(newsroom.look()) == 1
    newsroom.later(timedelta(hours=1))
    # An hour is put back: what was told then is no news.
    with newsroom.app.app_context(), one_commit("Told it", record=False):
        for digest in db.session.query(Digest).all():
            digest.told_until += timedelta(hours=1)
        db.session.flush()
    assert newsroom.look() == []


def test_only_who_decides_and_wants_it_is_told(newsroom: Newsroom) -> None:
    newsroom.said()
    newsroom.wants("contributor", "at_once")
    newsroom.look()
    newsroom.later()
    newsroom.said()
    assert newsroom.look() == []
    newsroom.wants("moderator", "at_once", mail_held=False)
    newsroom.said()
    assert newsroom.look() == []
    newsroom.wants("moderator", "at_once", mail_held=True, active=False)
    newsroom.said()
    assert newsroom.look() == []


def test_a_site_without_mail_makes_none(newsroom: Newsroom, app: Flask, traffic: Traffic) -> None:
    newsroom.said()
    app.config["SMTP_URL"] = ""
    traffic.clear()
    newsroom.look()
    assert traffic.commits == 0


def test_without_an_address_nothing_is_mailed_until_there_is_one(
    newsroom: Newsroom, app: Flask
) -> None:
    newsroom.said()
    app.config.update(SITE_URL="", SERVED_ON="")
    assert newsroom.look() == []
    app.config["SITE_URL"] = "https://desk.example.org"
    assert len(newsroom.look()) == 1


def test_many_comments_are_one_mail_of_the_first_of_them(
    newsroom: Newsroom, traffic: Traffic
) -> None:
    for number in range(3):
        newsroom.said(f"Reader{number}")
    traffic.clear()
    newsroom.look()
    few = len(traffic.statements)
    for number in range(30):
        newsroom.said(f"Other{number}")
    newsroom.later(timedelta(minutes=2))
    traffic.clear()
    (letter,) = newsroom.look()
    assert len(traffic.statements) == few
    assert letter["Subject"] == "Copydesk: 20+ comments wait"
    assert "33 comments wait for a decision; these are the first" in text_of(letter)


def test_an_author_is_told_of_what_others_say_once_it_is_published(
    newsroom: Newsroom, app: Flask, people: dict[str, int]
) -> None:
    newsroom.wants("author", "at_once")
    newsroom.look()
    held = newsroom.said("Petra")
    newsroom.said("Quinn", status="approved")
    newsroom.said("Author", status="approved", user_id=people["author"])
    newsroom.later()
    (letter,) = newsroom.look()
    assert letter["To"] == "author@example.org"
    assert "Words of Quinn" in text_of(letter)
    assert "Petra" not in text_of(letter)
    assert "Words of Author" not in text_of(letter)
    assert "/moderate/" not in text_of(letter)
    assert "quinn@readers.example" not in text_of(letter)
    with app.app_context(), one_commit("Approved"):
        decide(db.session.get(User, people["moderator"]), [held], CommentStatus.APPROVED, {})
    newsroom.later()
    (letter,) = newsroom.look()
    assert "Words of Petra" in text_of(letter)
    assert "Quinn" not in text_of(letter)


def test_a_published_comment_that_is_reported_is_told_with_what_readers_say(
    newsroom: Newsroom, app: Flask, client: Client, people: dict[str, int]
) -> None:
    reported = newsroom.said("Petra", status="approved")
    newsroom.later(timedelta(minutes=2))
    assert newsroom.look() == []
    newsroom.later(timedelta(minutes=2))
    with app.app_context(), one_commit("Reported", record=False):
        db.session.add(
            Report(comment_id=reported, reason="abuse", words="Mean\nwords", reporter="a network")
        )
    (letter,) = newsroom.look()
    assert letter["Subject"] == "Copydesk: 1 reported comment"
    assert "Insults or threatens: “Mean words”" in text_of(letter)
    links = links_of(letter)
    assert set(links) == {"Spam", "Remove"}
    assert client.submit(links["Remove"], form=links["Remove"]).status_code == 303
    assert newsroom.status(reported) == "removed"
    newsroom.later()
    newsroom.wants("moderator", "daily")
    newsroom.later()
    assert newsroom.look() == []


def test_an_appeal_is_told_to_another_than_who_decided(
    newsroom: Newsroom, app: Flask, people: dict[str, int]
) -> None:
    removed = newsroom.said("Petra", status="removed")
    newsroom.wants("editor", "at_once")
    newsroom.look()
    newsroom.wants("moderator", "at_once")
    with app.app_context(), one_commit("Both want it", record=False):
        db.session.execute(update(User).where(User.role == "editor").values(mail_rhythm="at_once"))
    newsroom.later(timedelta(minutes=2))
    newsroom.look()
    newsroom.later(timedelta(minutes=2))
    with app.app_context(), one_commit("Appealed"):
        db.session.add(
            Appeal(
                comment_id=removed,
                text="It was meant kindly.",
                against_id=people["moderator"],
                against_status="removed",
            )
        )
    (letter,) = newsroom.look()
    assert letter["To"] == "editor@example.org"
    assert "It was meant kindly." in text_of(letter)
    assert "https://desk.example.org/admin/appeal/" in text_of(letter)
    assert links_of(letter) == {}


def test_one_post_to_the_header_ends_it_in_one_commit(
    newsroom: Newsroom, app: Flask, client: Client, people: dict[str, int], traffic: Traffic
) -> None:
    newsroom.said()
    (letter,) = newsroom.look()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = letter["List-Unsubscribe"].strip("<>")
    assert link in text_of(letter)
    path = link.removeprefix("https://desk.example.org")
    traffic.clear()
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert traffic.commits == 1
    with app.app_context():
        assert db.session.get(User, people["moderator"]).mail_rhythm == "none"
    newsroom.said()
    assert newsroom.look() == []


def test_the_profile_says_what_and_when(app: Flask, people: dict[str, int]) -> None:
    person = sign_in(app, "moderator")
    page = person.get("/admin/profile/").text
    assert "Comments that wait for a moderator" in page
    assert "Comments published under my posts" not in page
    answer = person.submit(
        "/admin/profile/",
        {"mail_rhythm": "hourly", "mail_hour": "17", "mail_held": "y", "mail_reports": False},
    )
    assert answer.status_code == 303
    with app.app_context():
        stored = db.session.get(User, people["moderator"])
        assert (stored.mail_rhythm, stored.mail_hour) == ("hourly", 17)
        assert (stored.mail_held, stored.mail_reports, stored.mail_own) == (True, False, True)
    for wrong in ({"mail_rhythm": "yearly"}, {"mail_hour": "25"}, {"mail_hour": "\0"}):
        token = person.submit("/admin/profile/", {"name": "Mo"} | wrong)
        assert token.status_code == 422
