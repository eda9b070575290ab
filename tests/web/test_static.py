"""Styles and scripts: asked for each time, sent only when they have changed."""

from __future__ import annotations

import pytest

from tests.support.client import Client

FILES = ["/static/css/desk.css", "/static/css/site.css", "/static/js/desk.js"]


@pytest.mark.parametrize("path", FILES)
def test_a_new_version_is_seen_at_once(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["ETag"]


@pytest.mark.parametrize("path", FILES)
def test_what_has_not_changed_is_not_sent_again(client: Client, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
