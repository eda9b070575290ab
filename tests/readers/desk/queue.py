"""Words for the queue that its tests share."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from admin_app.extensions import db
from admin_app.history.models import Changeset
from tests.support.client import Client

QUEUE = "/admin/comment/"
ACTION = "/admin/comment/action/"
States = Callable[..., list[str]]


def cards(html: str) -> list[int]:
    """The ids of the cards, in their order."""
    return [int(found) for found in re.findall(r'id="case-(\d+)"', html)]


def act(
    client: Client, action: str, *ids: int, seen: str | None = None, **more: str
) -> TestResponse:
    """Press a button of the queue with these rows ticked, as the page would send it."""
    page = client.get(QUEUE + "?status=all&rows=100")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    fields = {"action": action, "rowid": [str(one) for one in ids], "csrf_token": token[1]}
    if seen:
        fields |= {f"seen-{one}": seen for one in ids}
    return client.post(ACTION, data=fields | more)


def undo(client: Client, app: Flask) -> None:
    """Press Undo of what was saved last."""
    with app.app_context():
        last = db.session.scalar(select(Changeset.id).order_by(Changeset.id.desc()).limit(1))
    page = client.get(QUEUE + "?status=all")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    answer = client.post("/admin/activity/undo/", data={"id": last, "csrf_token": token[1]})
    assert answer.status_code in (302, 303), answer.text
