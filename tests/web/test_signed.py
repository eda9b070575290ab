"""Tokens are good for one purpose, for as long as said, and for nobody who made them up."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from admin_app.web.signed import read_signed, signed


def test_a_token_is_read_for_its_own_purpose_alone(app: Flask) -> None:
    with app.app_context():
        token = signed("appeal", [7, "petra@example.org"])
        assert read_signed("appeal", token) == [7, "petra@example.org"]
        assert read_signed("unsubscribe", token) is None


@pytest.mark.parametrize("forged", ["", "x", "a.b.c", "…", "\0", "\ud800", "A" * 100_000])
def test_what_this_site_did_not_sign_is_nothing(app: Flask, forged: str) -> None:
    with app.app_context():
        assert read_signed("appeal", forged) is None
        assert read_signed("appeal", signed("appeal", 1) + forged) in (None, 1)
        assert read_signed("appeal", "x" + signed("appeal", 1)) is None


def test_a_token_ends(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        token = signed("appeal", 1)
        later = int(time.time()) + 3601
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: later)
        assert read_signed("appeal", token, timedelta(hours=2)) == 1
        assert read_signed("appeal", token, timedelta(hours=1)) is None
