"""A reader who comments, by the form under a text."""

from __future__ import annotations

from typing import Any

from tests.support.client import Client

FIELDS = {"name": "Ana Lima", "email": "ana@example.net", "body": "First words.\n\nSecond words."}


def say(client: Client, address: str = "/posts/p", **fields: Any) -> Any:
    return client.submit(address, FIELDS | fields, form="comment-form")
