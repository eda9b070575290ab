"""S55: a form older than its token's life is not saved, and nothing that was typed is lost."""

from __future__ import annotations

import time

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from admin_app.content.models import Post
from admin_app.extensions import db
from tests.promises.crawl import Found, every_form, filled
from tests.security.walk import Wrong, writing_nothing
from tests.support.cast import PASSWORD, address
from tests.support.client import Client
from tests.support.forms import forms_of

DAY = 24 * 3600
TYPED = ("text", "textarea", "search", "email", "url")
HERE = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


def _typing(html: str, found: Found) -> list[str]:
    """The names of the fields of this form in which people write."""
    names = []
    for form in forms_of(html, found.page):
        if form.action.partition("?")[0] != found.action.partition("?")[0]:
            continue
        for control in form._controls:
            kind = control.tag if control.tag == "textarea" else control.get("type") or "text"
            trap = control.get("tabindex") == "-1" or control.get("aria-hidden") == "true"
            if kind in TYPED and control.tag != "select" and control.get("name") and not trap:
                names.append(str(control.get("name")))
    return names


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_an_old_form_keeps_its_words(site: Flask, who: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who)
    forms = every_form(client, stranger=who == "stranger")
    pages = {form.page: client.get(form.page).text for form in forms}
    site.config["WTF_CSRF_TIME_LIMIT"] = -1  # every token is older than that
    wrong, kept = Wrong(), 0
    for number, form in enumerate(forms):
        names = _typing(pages[form.page], form)
        action, data = filled(form, pages[form.page], number)
        words = {}
        for name in names:
            words[name] = f"An hour’s work & <{name}> {number}"
            data.setlist(name, [words[name]])
        with writing_nothing(wrong, str(form)):
            answer = client.post(action, data=data, headers=HERE)
        wrong.unless(answer.status_code == 400, form, answer)
        wrong.unless("too old" in answer.text, form, answer, "does not say why")
        shown = lxml.html.document_fromstring(answer.text)
        held = [one.get("value") or "" for one in shown.iter("input")]
        held += [one.text_content().strip() for one in shown.iter("textarea")]
        for name, text in words.items():
            wrong.unless(text in held, form, answer, f"has lost {name}")
            kept += 1
    assert kept > (15 if who == "owner" else 3)
    wrong.check()


def test_sent_again_it_is_saved(site: Flask, owner: Client) -> None:
    page = owner.get("/admin/tag/new/")
    site.config["WTF_CSRF_TIME_LIMIT"] = -1
    old = owner.send(page, {"name": "Low tide"}, headers=HERE)
    assert old.status_code == 400
    site.config["WTF_CSRF_TIME_LIMIT"] = None
    form = next(form for form in forms_of(old.text, "/admin/tag/new/") if "name" in form.names)
    again = owner.post(form.action, data=form.data({}), headers=HERE)
    assert again.status_code == 303
    assert "Low tide" in owner.get("/admin/tag/").text


def set_clock(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """The clock by which cookies and tokens are signed and read, so much ahead of the true one."""
    monkeypatch.setattr(
        "itsdangerous.timed.TimestampSigner.get_timestamp", lambda _: int(time.time() + seconds)
    )


def test_a_form_left_open_over_night_is_saved(
    site: Flask, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = owner.get("/admin/tag/new/")
    set_clock(monkeypatch, 3 * DAY)
    assert owner.send(page, {"name": "Low tide"}, headers=HERE).status_code == 303
    assert "Low tide" in owner.get("/admin/tag/").text


@pytest.mark.parametrize("behind", [2, 3600])
def test_a_clock_that_is_set_back_signs_nobody_out_and_spoils_no_form(
    site: Flask, owner: Client, monkeypatch: pytest.MonkeyPatch, behind: int
) -> None:
    page = owner.get("/admin/tag/new/")
    set_clock(monkeypatch, -behind)
    assert owner.send(page, {"name": "Low tide"}, headers=HERE).status_code == 303
    assert "Low tide" in owner.get("/admin/tag/").text


@pytest.mark.parametrize("shift", [32 * DAY, -32 * DAY])
def test_a_clock_that_is_weeks_off_ends_the_session(
    site: Flask, owner: Client, monkeypatch: pytest.MonkeyPatch, shift: int
) -> None:
    set_clock(monkeypatch, shift)
    assert owner.get("/admin/").status_code == 302
    monkeypatch.undo()
    assert owner.get("/admin/").status_code == 200


def test_words_survive_a_session_that_ended_under_them(
    site: Flask, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = owner.get("/admin/post/new/")
    set_clock(monkeypatch, 15 * DAY)
    body = "<p>" + "An hour’s work. " * 500 + "</p>"
    typed = {"title": "High tide", "body": body, "tags": "spray, moon", "excerpt": "A & <b>"}
    late = owner.send(page, typed, headers=HERE)
    assert late.status_code == 400
    assert "You have been signed out, so this was not saved." in late.text
    # As the page says: in another tab of the same browser.
    signed_in = owner.submit("/login", {"email": address("owner"), "password": PASSWORD})
    assert signed_in.status_code == 302
    answer = late
    for _ in range(2):  # its token was of nobody's session; the next page's is of this one
        form = next(f for f in forms_of(answer.text, "/admin/post/new/") if "body" in f.names)
        answer = owner.post(form.action, data=form.data({}), headers=HERE)
        if answer.status_code == 303:
            break
    assert answer.status_code == 303
    with site.app_context():
        post = db.session.scalars(
            select(Post).where(Post.title == "High tide").options(selectinload(Post.tags))
        ).one()
        assert post.body == body
        assert post.excerpt == "A & <b>"
        assert {tag.name for tag in post.tags} == {"spray", "moon"}


def test_another_site_gets_nothing_shown(site: Flask, stranger: Client) -> None:
    """Words that another site made a browser send are not put before anyone."""
    for headers in ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = stranger.post(
            "/posts/post-3/comments", data={"body": "Words of another site"}, headers=headers
        )
        assert answer.status_code in (400, 403)
        assert "Words of another site" not in answer.text
