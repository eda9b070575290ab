"""What is written as WXR is read back the same, whatever it holds."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admin_app.exchange.wxr import reader
from admin_app.exchange.wxr.records import Item, Record, Site
from admin_app.exchange.wxr.writer import legal, write
from tests.exchange.wxr.strategies import files


def _back(records: list[Record]) -> list[Record]:
    return list(reader.read(io.BytesIO(b"".join(write(records)))))


@settings(max_examples=150, deadline=None)
@given(files)
def test_what_is_written_is_read_back_the_same(records: list[Record]) -> None:
    assert _back(records) == records


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_what_xml_cannot_carry_is_replaced_and_the_rest_stays(body: str) -> None:
    """A control character would make the whole file unreadable to everyone."""
    records: list[Record] = [Site(), Item(id=1, kind="post", title=body, body=body, excerpt=body)]
    item = _back(records)[1]
    assert isinstance(item, Item)
    assert item.title == item.body == item.excerpt == legal(body)
    assert len(legal(body)) == len(body)


def test_a_file_needs_its_site_first_and_once() -> None:
    for records in ([], [Item(id=1, kind="post")], [Site(), Site()]):
        with pytest.raises(ValueError, match="one Site"):
            b"".join(write(records))
