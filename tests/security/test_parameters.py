"""S44, S45: whatever stands in an address or a form's ids, the answer is one for a person."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import lxml.html
import pytest
from flask import Flask

from tests.security.walk import Place, Wrong, readable, token_of, writable, writing_nothing
from tests.support.client import Client

HUGE = str(10**30)
VALUES = ("\0", "a\0b", HUGE, f"-{HUGE}", "-1", "1e309", "%", "'\"", "WyIxIl0", "[]", "x" * 20_000)
# What Flask-Admin calls its views with: each by itself, since it failed for these.
CALLED = ("self", "_method", "cls", "export_type", "id", "url", "next")
# What it and Flask-Security read, besides.
READ = (
    "page", "page_size", "sort", "desc", "search", "flt0_0", "flt1_1", "rowid", "list_form_pk",
    "pk", "query", "offset", "limit", "name", "month", "year", "slug", "key", "token", "number",
)  # fmt: skip
IDS = ("abc", "1,2", HUGE, "-1", "0", "", "1 OR 1=1", "1.0", "\0", "１", "1\n")


def _own_names(html: str, place: Place) -> Iterator[str]:
    """The names that this page itself uses: of its search form, and of links to itself."""
    document = lxml.html.document_fromstring(html)
    for form in document.iter("form"):
        if (form.get("method") or "get").lower() == "get":
            yield from (one.get("name") for one in form.xpath(".//*[@name]"))
    for link in document.xpath("//a/@href"):
        parts = urlsplit(str(link))
        if parts.path in ("", place.path):
            yield from (name for name, _ in parse_qsl(parts.query))


def _queries(client: Client, place: Place) -> Iterator[str]:
    """Query strings that no page of ours makes."""
    page = client.get(place.path)
    names = set(_own_names(page.text, place)) if page.mimetype == "text/html" else set()
    for value in VALUES:
        # One at a time: the refusal of one would hide the next.
        for name in sorted(names):
            yield urlencode({name: value})
    for name in CALLED:
        yield urlencode({name: "x"})
    for value in VALUES[:5]:
        yield urlencode(dict.fromkeys(READ, value))
    yield urlencode([(name, "x") for name in (*names, *CALLED)] * 2)
    yield "search=%ED%A0%80&status=%FF&id=%F0%28"


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_no_parameter_is_a_failure(site: Flask, who: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who)
    wrong, asked = Wrong(), 0
    for place in readable(site):
        for query in _queries(client, place):
            answer = client.get(f"{place.path}?{query}")
            wrong.unless(answer.status_code < 500, place, answer, query[:60])
            asked += 1
    assert asked > 1000
    wrong.check()


def test_every_list_is_among_them(site: Flask, owner: Client) -> None:
    """The walk is only worth what it reaches: each list of the desk, with its own parameters."""
    lists = {
        place.rule: set(_own_names(owner.get(place.path).text, place))
        for place in readable(site)
        if place.rule.startswith("/admin/") and place.rule.count("/") == 3
    }
    searched = {rule for rule, names in lists.items() if "search" in names}
    assert {"/admin/post/", "/admin/comment/", "/admin/user/", "/admin/media/"} <= searched
    assert {"author", "tag", "columns", "rows", "sort", "status"} <= lists["/admin/post/"]


def test_an_id_that_is_none_is_not_found(site: Flask, owner: Client) -> None:
    wrong, taking = Wrong(), []
    for place in readable(site):
        found = {owner.get(f"{place.path}?id={row_id}").status_code for row_id in (1, 5)}
        missing = owner.get(f"{place.path}?id={2**31 - 1}").status_code
        if 200 not in found or missing != 404:
            continue  # takes no id
        taking.append(place.rule)
        for bad in IDS:
            answer = owner.get(f"{place.path}?{urlencode({'id': bad})}")
            wrong.unless(answer.status_code == 404, place, answer, f"?id={bad!r}")
    assert {"/admin/post/edit/", "/admin/post/delete/", "/admin/activity/changeset/"} <= set(taking)
    wrong.check()


def test_a_form_with_an_id_that_is_none_changes_nothing(site: Flask, owner: Client) -> None:
    token = token_of(owner, "/admin/")
    wrong = Wrong()
    for place, method in writable(site):
        if not place.rule.startswith("/admin/"):
            continue
        actions = (
            ("delete", "approve", "trash", "retry") if place.rule.endswith("action/") else ("",)
        )
        for bad in IDS:
            for action in actions:
                data = dict.fromkeys(("id", "rowid", "pk", "parent_id", "version"), bad)
                data |= {"csrf_token": token, "action": action}
                address = f"{place.path}?{urlencode({'id': bad})}"
                with writing_nothing(wrong, str(place)):
                    answer = owner.open(address, method=method, data=data)
                wrong.unless(400 <= answer.status_code < 500, place, answer, f"{action} {bad!r}")
    wrong.check()


def test_an_address_with_nonsense_in_it_is_not_found(site: Flask, stranger: Client) -> None:
    wrong = Wrong()
    for place in readable(site):
        if "<" not in place.rule:
            continue
        start, _, rest = place.rule.partition("<")
        end = rest.partition(">")[2] if rest.count("<") == 0 else ""
        for bad in ("%00", "abc", HUGE, "-1", "..%2f..%2fetc%2fpasswd", "%ED%A0%80", "x" * 5000):
            answer = stranger.get(f"{start}{bad}{end}")
            wrong.unless(answer.status_code in (302, 308, 400, 404), place, answer, bad[:20])
    wrong.check()
