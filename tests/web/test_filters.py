"""Moments, as people say them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from admin_app.columns import now
from admin_app.readers.desk.words import waited
from admin_app.web.filters import ago


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=24), "24 min ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=59), "59 days ago"),
        (timedelta(days=61), "2 months ago"),
        (timedelta(days=729), "23 months ago"),
        (timedelta(days=4365), "11 years ago"),
    ],
)
def test_how_long_ago(app: Flask, passed: timedelta, words: str) -> None:
    with app.test_request_context():
        assert ago(now() - passed) == words


def test_what_has_waited_for_years_says_years(app: Flask) -> None:
    with app.test_request_context():
        assert waited(now() - timedelta(days=4365)) == "11 years"
        assert waited(now() - timedelta(days=40)) == "40 days"
