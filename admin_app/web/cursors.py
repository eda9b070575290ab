"""Keyset cursors: where a page of a list starts, as text in a URL."""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from admin_app.columns import EARLIEST, LATEST
from admin_app.errors import Refusal

# A NUL, or half of a character, which no database takes as text.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class BadCursor(Refusal):
    """The cursor in the URL was not made by this list."""

    status = 400

    def __init__(self) -> None:
        super().__init__("This page of the list can't be found; start from the first page.")


def encode(values: tuple[Any, ...]) -> str:
    """An opaque text for the values of a row's sort columns (text, numbers, days, moments)."""
    packed = json.dumps(
        [_packed(value) for value in values], separators=(",", ":"), ensure_ascii=False
    ).encode()
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode(cursor: str, kinds: tuple[type, ...]) -> tuple[Any, ...]:
    """The values behind the text, one of each kind. Raises `BadCursor`."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        plain = json.loads(base64.urlsafe_b64decode(padded))
        values = tuple(_unpacked(value) for value in plain)
    except (binascii.Error, ArithmeticError, ValueError, KeyError, TypeError, RecursionError):
        raise BadCursor from None
    if len(values) != len(kinds):
        raise BadCursor
    for value, kind in zip(values, kinds, strict=True):
        if not isinstance(value, kind) or isinstance(value, bool):
            raise BadCursor
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise BadCursor
        if isinstance(value, str) and _UNSTORABLE.search(value):
            raise BadCursor
        if isinstance(value, datetime) and (
            value.tzinfo is None or not EARLIEST <= value <= LATEST
        ):
            raise BadCursor
        if isinstance(value, Decimal) and not value.is_finite():
            raise BadCursor
    return values


def _packed(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return {"n": str(value)} if isinstance(value, Decimal) else value


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "d" in value:
        return date.fromisoformat(value["d"])
    return Decimal(value["n"]) if "n" in value else datetime.fromisoformat(value["t"])
