"""Cursors come back as they went out; what else stands in a URL is refused, never an error."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_app.columns import EARLIEST, LATEST
from admin_app.web.cursors import BadCursor, decode, encode

WHOLE = st.integers(-(2**63), 2**63 - 1)
SORTED_BY = st.one_of(
    WHOLE,
    st.text().filter(lambda text: "\0" not in text and text.isprintable()),
    st.datetimes(timezones=st.just(UTC)).filter(lambda at: EARLIEST <= at <= LATEST),
    st.dates(),
    st.decimals(allow_nan=False, allow_infinity=False),
)


@given(SORTED_BY, WHOLE)
def test_a_cursor_comes_back_as_it_went_out(value: Any, row_id: int) -> None:
    assert decode(encode((value, row_id)), (type(value), int)) == (value, row_id)


@given(st.text())
def test_no_text_is_an_error(text: str) -> None:
    for kind in (int, str, datetime, date, Decimal):
        with suppress(BadCursor):
            decode(text, (kind, int))


@pytest.mark.parametrize(
    "values",
    [
        [1],
        [1, 2, 3],
        ["one", 2],
        [True, 2],
        [2**63, 2],
        [None, 2],
        ["a\0b", 2],
        {"t": 1},
        [{"t": "2024-01-01T00:00:00"}, 2],  # without a zone
        [{"t": "soon"}, 2],
        [{"t": "0001-01-01T00:00:00+14:00"}, 2],  # before the first day in UTC
        [{"t": "9999-12-31T23:59:59-12:00"}, 2],
        ["\ud800", 2],  # half a character
        [{"n": "NaN"}, 2],
        [{"n": "many"}, 2],
        [{"d": "2024-13-01"}, 2],
        [{"x": 1}, 2],
        [[[]], 2],
        7,
    ],
)
def test_what_this_list_never_said_is_refused(values: Any) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
    for kind in (str, datetime, date, Decimal) if values != ["one", 2] else (int,):
        with pytest.raises(BadCursor):
            decode(cursor, (kind, int))
