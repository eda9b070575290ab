"""S43: no address, field or header leads anyone off this site."""

from __future__ import annotations

from urllib.parse import urlencode, urljoin, urlsplit

import lxml.html
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.promises.crawl import every_form, filled
from tests.security.walk import Wrong, readable
from tests.support.client import Client

EVIL = "evil.example"
# The first three are what stock Flask-Admin 2.2.1 follows.
WAYS = (
    f"http:{EVIL}",
    f"//localhost\\@{EVIL}/p",
    f"http://localhost\\@{EVIL}/",
    f"//{EVIL}/",
    f"///{EVIL}/",
    f"/\\{EVIL}/",
    f"/\t/{EVIL}/",
    f"\\\\{EVIL}\\",
    f"https://{EVIL}/admin/",
    f"http://localhost@{EVIL}/",
    f"/admin/\r\nLocation: https://{EVIL}/",
    f"/admin/@{EVIL}/../..//{EVIL}/",
    f" https://{EVIL}/",
    "http://[x",
    f"javascript:alert('{EVIL}')",
    f"data:text/html,{EVIL}",
)
FIELDS = ("url", "next", "return_url", "back", "state")


def leads_off(address: str, page: str = "/") -> bool:
    """Whether a browser that follows this from the page leaves the site (the URL standard's way).

    It takes no notice of tabs, newlines, and spaces at the ends; what names a scheme without
    slashes is read as if they stood there. One with a backslash counts as
    leading off in any case, since not everybody reads it as browsers do.
    """
    if "\\" in address:
        return True
    text = "".join(char for char in address.strip() if char not in "\t\r\n")
    scheme, colon, rest = text.partition(":")
    if colon and scheme.isalnum():
        if scheme.lower() not in ("http", "https"):
            return scheme.lower() not in ("mailto",)
        text = f"{scheme}://{rest.lstrip('/')}"
    elif text.startswith("//"):
        text = f"http://{text.lstrip('/')}"
    try:
        return urlsplit(urljoin(f"http://localhost{page}", text)).hostname != "localhost"
    except ValueError:
        return True


@pytest.mark.parametrize("way", WAYS)
def test_a_browser_would_leave_by_these(way: str) -> None:
    """The measure itself: it must know what it is to find."""
    assert leads_off(way) is not way.startswith("/admin/")


def _off(answer: TestResponse) -> list[str]:
    """Where this answer would lead or send somebody off the site."""
    found = [answer.location] if answer.location and leads_off(answer.location) else []
    if answer.mimetype == "text/html" and EVIL in answer.text:
        document = lxml.html.document_fromstring(answer.text)
        for name in ("href", "action", "formaction", "src", "content"):
            for value in document.xpath(f"//@{name}"):
                if EVIL in value and leads_off(str(value), answer.request.path):
                    found.append(f"{name}={value}")
    return found


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_no_parameter_leads_away(site: Flask, who: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who)
    wrong = Wrong()
    for place in readable(site):
        for way in WAYS:
            query = urlencode(dict.fromkeys(FIELDS, way) | {"id": "1"})
            answer = client.get(f"{place.path}?{query}", headers={"Referer": f"https://{EVIL}/"})
            wrong.unless(not _off(answer), place, answer, f"by {way!r} to {_off(answer)}")
    wrong.check()


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_no_form_leads_away(site: Flask, who: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who)
    wrong, sent = Wrong(), 0
    forms = [
        form
        for form in every_form(client, stranger=who == "stranger")
        if not form.action.startswith("/logout")
    ]
    for number, form in enumerate(forms):
        page = client.get(form.page)
        if page.status_code != 200:
            continue  # an earlier form has deleted what this one stood beside
        for part in range(2):
            way = WAYS[(number + part * 5) % len(WAYS)]
            try:
                action, data = filled(form, page.text, number)
            except AssertionError:
                continue  # or has changed it
            for name in FIELDS:
                data.setlist(name, [way])
            address = (
                f"{action}{'&' if '?' in action else '?'}{urlencode({'next': way, 'url': way})}"
            )
            answer = client.post(address, data=data, headers={"Referer": "http://localhost/"})
            wrong.unless(answer.status_code < 500, form, answer)
            wrong.unless(not _off(answer), form, answer, f"by {way!r} to {_off(answer)}")
            sent += 1
    assert sent > (40 if who == "owner" else 3)
    wrong.check()


def test_signing_in_goes_where_it_was_meant_to_and_nowhere_else(
    site: Flask, stranger: Client
) -> None:
    for way in ("/admin/post/?status=draft", *WAYS):
        visitor = site.test_client()
        assert isinstance(visitor, Client)
        answer = visitor.submit(
            f"/login?{urlencode({'next': way})}",
            {"email": "owner@example.org", "password": "four plain words here"},
        )
        assert answer.status_code == 302
        assert not leads_off(answer.location), way
        if way == "/admin/post/?status=draft":
            assert answer.location == way
