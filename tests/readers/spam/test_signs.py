"""The quick ways of finding signs find what the slow ones do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from admin_app.readers.spam.signs import LINK, hosts, signs

PIECES = ["www.", "https://", ".com", "a", "ANA", "é", "Ünder", ". ", "://", "x.de", " ", "!", "."]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES)).map("".join))


@given(TEXTS)
def test_every_address_is_found(text: str) -> None:
    assert len(hosts(text)) == sum(1 for _ in LINK.finditer(text))


@given(TEXTS)
def test_capitals_are_counted_in_any_script(text: str) -> None:
    letters = sum(map(str.isalpha, text)) or 1
    share = sum(map(str.isupper, text)) * 4 // letters
    assert f"capitals {share}" in signs(text, text.casefold(), 0)
