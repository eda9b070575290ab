"""Words that only this site can have written, as links in mails and cookies of readers carry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

# A longer one is none of ours: nothing is computed over it.
LONGEST = 2000


def signed(purpose: str, value: Any) -> str:
    """The JSON value as a token for an address or a cookie, good for this purpose alone.

    It hides nothing: who holds it can read the value.
    """
    return str(_serializer(purpose).dumps(value))


def read_signed(purpose: str, token: str, age: timedelta | None = None) -> Any:
    """The value of a token that was signed for this purpose, at most `age` ago.

    None for a forged, broken or expired one: they are told alike.
    """
    if not token.isascii() or len(token) > LONGEST:
        return None
    try:
        return _serializer(purpose).loads(token, int(age.total_seconds()) if age else None)
    except BadData:
        return None


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=f"copydesk:{purpose}")
