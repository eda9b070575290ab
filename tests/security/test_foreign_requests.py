"""S40, S41, S42: what another site makes a browser send changes nothing, wherever it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin_app.web.headers import SECRET
from tests.security.walk import Place, Wrong, token_of, writable, writing_nothing
from tests.support.client import Client

FIELDS = {
    "id": "1",
    "rowid": "1",
    "action": "delete",
    "title": "Foreign",
    "name": "Foreign",
    "body": "Foreign words",
    "email": "foreign@example.net",
    "password": "foreign words here",
    "version": "1",
    "form_key": "foreign-key",
}
# 404 is said by what is closed to everyone, 405 by nothing that a POST was found for.
REFUSED = {400, 403, 404, 415}
# Posted to by other software, with no form of ours: what is asked for is the secret in the address,
# or JSON of a site that is known (tests/publication/api).
OTHERS = {"unsubscribe.end": {404}, "api.create": {403, 415, 422}}


@pytest.fixture(params=["owner", "stranger"])
def visitor(request: pytest.FixtureRequest) -> Client:
    """Who is made to send it."""
    client: Client = request.getfixturevalue(request.param)
    return client


def _each(site: Flask) -> Iterator[tuple[Place, str]]:
    found = writable(site)
    assert len(found) > 30
    yield from found


def _refused_everywhere(
    site: Flask, visitor: Client, sent: dict[str, Any], allowed: frozenset[int] = frozenset(REFUSED)
) -> None:
    wrong = Wrong()
    for place, method in _each(site):
        with writing_nothing(wrong, str(place)):
            answer: TestResponse = visitor.open(place.path, method=method, **sent)
        fits = allowed | OTHERS.get(place.endpoint, set())
        wrong.unless(answer.status_code in fits, place, answer)
    wrong.check()


def test_without_a_token(site: Flask, visitor: Client) -> None:
    _refused_everywhere(site, visitor, {"data": FIELDS}, frozenset({400}))


def test_with_nothing_at_all(site: Flask, visitor: Client) -> None:
    _refused_everywhere(site, visitor, {}, frozenset({400}))


def test_with_the_token_of_somebody_else(site: Flask, visitor: Client) -> None:
    other = site.test_client()
    assert isinstance(other, Client)
    foreign = token_of(other)
    for sent in (
        {"data": FIELDS | {"csrf_token": foreign}},
        {"data": FIELDS, "headers": {"X-CSRFToken": foreign}},
        {"data": FIELDS | {"csrf_token": "x" * 50}},
    ):
        _refused_everywhere(site, visitor, sent, frozenset({400}))


def test_in_another_kind_of_body(site: Flask, visitor: Client) -> None:
    body = '{"id": 1, "rowid": [1], "action": "delete", "csrf_token": ""}'
    for kind in ("text/plain", "application/json", "text/xml", "multipart/form-data"):
        _refused_everywhere(site, visitor, {"data": body, "content_type": kind})


def test_in_another_kind_of_body_with_ones_own_token(site: Flask, owner: Client) -> None:
    """Forms are the only thing that is read: no field reaches a view in any other way."""
    token = token_of(owner, "/admin/")
    body = '{"id": 1, "rowid": [1], "action": "delete", "title": "Foreign", "version": 1}'
    wrong = Wrong()
    for kind in ("text/plain", "application/json"):
        for place, method in _each(site):
            if place.endpoint == "security.logout":
                continue  # takes no field, and signs out
            with writing_nothing(wrong, str(place)):
                answer = owner.open(
                    place.path,
                    method=method,
                    data=body,
                    content_type=kind,
                    headers={"X-CSRFToken": token},
                )
            wrong.unless(answer.status_code < 500, place, answer, kind)
    wrong.check()


OTHER_ORIGINS = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:8080"},
    {"Origin": "http://["},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
)


def test_from_another_origin_even_with_ones_own_token(site: Flask, visitor: Client) -> None:
    token = token_of(visitor, "/admin/") if _is_in(visitor) else token_of(visitor)
    wrong = Wrong()
    for headers in OTHER_ORIGINS:
        for place, method in _each(site):
            if headers == {"Origin": "null"} and place.endpoint in SECRET:
                continue  # says no-referrer, and so browsers send its own form with this
            data = FIELDS | {"csrf_token": token}
            with writing_nothing(wrong, str(place)):
                answer = visitor.open(place.path, method=method, data=data, headers=headers)
            wrong.unless(answer.status_code == 403, place, answer, str(headers))
    wrong.check()


def _is_in(visitor: Client) -> bool:
    return visitor.get("/admin/").status_code == 200


def test_a_get_signs_nobody_out(site: Flask, owner: Client) -> None:
    assert owner.get("/logout").status_code == 405
    assert _is_in(owner)
