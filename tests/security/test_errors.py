"""S60, S62: what fails says so in plain words, and tells nothing of how the site is built."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from tests.security.walk import Place, Wrong, readable, token_of, writable
from tests.support.client import Client
from tests.support.traffic import failing_at

INSIDE = re.compile(
    r"\bSELECT\b|\bINSERT INTO\b|\bUPDATE \w+ SET\b|\bFROM \w+\b.*\bWHERE\b|"
    r"sqlalchemy|sqlite|psycopg|"
    r"Traceback|File &#34;|File \"|\.py\b|site-packages|werkzeug|jinja2|OperationalError|"
    r"RuntimeError|made to fail by the test",
    re.IGNORECASE,
)
SECRET = "the number 4711 of the safe"


def _tells(answer: TestResponse) -> str:
    found = INSIDE.search(answer.text)
    return found.group() if found else ""


def _check(wrong: Wrong, place: Place, answer: TestResponse, what: str) -> None:
    wrong.unless(answer.status_code in (500, 503), place, answer, what)
    wrong.unless(not _tells(answer), place, answer, f"{what} tells {_tells(answer)!r}")
    wrong.unless(SECRET not in answer.text, place, answer, f"{what} tells a value")
    wrong.unless(answer.headers["X-Content-Type-Options"] == "nosniff", place, answer)
    wrong.unless("Content-Security-Policy" in answer.headers, place, answer)


@contextmanager
def cut_off() -> Iterator[list[bool]]:
    """Whether an answer that had begun was cut off, as whoever asked would see: nothing is told."""
    cut: list[bool] = []
    try:
        yield cut
    except OperationalError:
        cut.append(True)


def test_a_lost_database_is_told_in_plain_words(site: Flask, owner: Client) -> None:
    wrong, asked = Wrong(), 0
    for place in readable(site):
        path = f"{place.path}?id=1&search={SECRET}"
        for point in (1, 2, 3):
            with failing_at(point) as traffic, cut_off() as cut:
                answer = owner.get(path)
            if cut:
                continue
            if len(traffic.events) < point or answer.status_code < 500:
                break  # asks the database for less, or does without the answer
            _check(wrong, place, answer, f"failing at {point}")
            asked += 1
    assert asked > 60
    wrong.check()


@pytest.mark.parametrize("error", [RuntimeError, KeyError, TypeError, OSError])
def test_a_bug_is_told_in_plain_words(
    site: Flask, owner: Client, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise error(f"SELECT {SECRET} FROM /etc/passwd in admin_app/secrets.py")

    token = token_of(owner, "/admin/")
    wrong = Wrong()
    reached = [(place, "GET") for place in readable(site)] + writable(site)
    for place, method in reached:
        view: Callable[..., Any] = site.view_functions[place.endpoint]
        monkeypatch.setitem(site.view_functions, place.endpoint, broken)
        data = {"csrf_token": token, "body": "kept words"} if method != "GET" else None
        answer = owner.open(f"{place.path}?id=1", method=method, data=data)
        monkeypatch.setitem(site.view_functions, place.endpoint, view)
        _check(wrong, place, answer, f"{method} with {error.__name__}")
    wrong.check()


def test_a_failing_save_keeps_the_words_and_tells_nothing(site: Flask, owner: Client) -> None:
    page = owner.get("/admin/post/new/")
    for point in range(1, 12):
        with failing_at(point):
            answer = owner.send(
                page,
                {"title": SECRET},
                form="/admin/post/new/",
                headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
            )
        if answer.status_code < 500:
            break
        assert not _tells(answer)
        assert SECRET in answer.text
    assert point > 3


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_checks_for_machines_answer_in_plain_text(site: Flask, path: str) -> None:
    stranger = site.test_client()
    with failing_at(1):
        answer = stranger.get(path)
    assert answer.mimetype == "text/plain"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not _tells(answer)


def test_what_flask_admin_would_answer_inline_is_closed(site: Flask, owner: Client) -> None:
    """Its inline editing and look-ups answered errors as HTML: here they answer nothing."""
    token = token_of(owner, "/admin/")
    closed = [
        place for place in readable(site) + [place for place, _ in writable(site)]
        if place.rule.endswith(("/ajax/update/", "/ajax/lookup/", "/details/"))
    ]  # fmt: skip
    assert len(closed) > 20
    wrong = Wrong()
    hostile = {"list_form_pk": "1", "name": "<img src=x onerror=alert(1)>", "csrf_token": token}
    for place in closed:
        if "POST" in place.methods:
            answer = owner.post(place.path, data=hostile)
        else:
            answer = owner.get(place.path, query_string=hostile | {"id": "1"})
        wrong.unless(answer.status_code == 404, place, answer)
        wrong.unless("<img" not in answer.text, place, answer, "repeats what was sent")
    wrong.check()
