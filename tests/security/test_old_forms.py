"""S55: a form older than its token's life is not saved, and nothing that was typed is lost."""

from __future__ import annotations

import lxml.html
import pytest
from flask import Flask

from tests.promises.crawl import Found, every_form, filled
from tests.security.walk import Wrong, writing_nothing
from tests.support.client import Client
from tests.support.forms import forms_of

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
    site.config["WTF_CSRF_TIME_LIMIT"] = 3600
    form = next(form for form in forms_of(old.text, "/admin/tag/new/") if "name" in form.names)
    again = owner.post(form.action, data=form.data({}), headers=HERE)
    assert again.status_code == 303
    assert "Low tide" in owner.get("/admin/tag/").text


def test_another_site_gets_nothing_shown(site: Flask, stranger: Client) -> None:
    """Words that another site made a browser send are not put before anyone."""
    for headers in ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = stranger.post(
            "/posts/post-3/comments", data={"body": "Words of another site"}, headers=headers
        )
        assert answer.status_code in (400, 403)
        assert "Words of another site" not in answer.text
