"""Promise 2, for every form of the product: sent eight times at once, it is saved once.

A double click, an impatient reload, a proxy that sends again: one row, and all eight are answered
alike.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict

from tests.promises.contents import sizes
from tests.promises.crawl import Found, filled
from tests.promises.test_one_save_one_commit import (
    PARTS,
    SAVE_NOTHING,
    _endpoint,
    _held,
    _of_today,
    _visitor,
    all_forms,
    fresh,
)
from tests.support.client import Client
from tests.support.together import at_once

COPIES = 8
# Their link, old password or session is used up by the first copy: nothing can be saved twice.
USED_UP = {"security.reset_password", "security.change_password", "security.logout"}

__all__ = ["fresh"]


@pytest.mark.parametrize("part", range(PARTS))
def test_eight_copies_are_one_save_and_eight_same_answers(
    app: Flask, fresh: Callable[[], Client], part: int
) -> None:
    wrong = []
    for number, found in list(enumerate(all_forms(app, fresh)))[part::PARTS]:
        endpoint = _endpoint(app, found.action)
        if endpoint in SAVE_NOTHING | USED_UP:
            continue
        if "form_key" not in found.fields:
            wrong.append(f"{found}: has no form_key")
            continue
        single = _sent_once(app, fresh, found, number)
        client = _visitor(app, fresh(), found)
        found = _of_today(app, found)
        action, data = filled(found, client.get(found.page).text, number)
        answers = _at_once(app, client, action, data)
        stored = sizes(_held(app))
        if len(set(answers)) != 1:
            wrong.append(f"{found}: answered {sorted(set(answers))}")
        if stored != single:
            more = {name: (single[name], n) for name, n in stored.items() if n != single[name]}
            wrong.append(f"{found}: one copy and eight differ in {more}")
    assert not wrong, "\n".join(wrong)


def _sent_once(
    app: Flask, fresh: Callable[[], Client], found: Found, number: int
) -> dict[str, int]:
    """How many rows each table holds when the form has been sent by one click."""
    client = _visitor(app, fresh(), found)
    found = _of_today(app, found)
    action, data = filled(found, client.get(found.page).text, number)
    client.post(action, data=data)
    return sizes(_held(app))


def _at_once(
    app: Flask, client: Client, action: str, data: MultiDict[str, object]
) -> list[tuple[int, str]]:
    def send() -> tuple[int, str]:
        # Not the watchful client: threads can’t begin to listen to one engine at once.
        copy = FlaskClient(app, app.response_class, use_cookies=True)
        copy._cookies = dict(client._cookies)
        answer = copy.post(action, data=_copied(data))
        return answer.status_code, answer.location or ""

    return at_once([send] * COPIES)


def _copied(data: MultiDict[str, object]) -> MultiDict[str, object]:
    """The same form; a file is read anew by each copy."""
    made: MultiDict[str, object] = MultiDict()
    for name, value in data.items(multi=True):
        if isinstance(value, FileStorage):
            value.stream.seek(0)
            value = FileStorage(BytesIO(value.stream.read()), value.filename, name)
        made.add(name, value)
    return made
