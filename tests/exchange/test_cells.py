"""No cell of a CSV file is run as a formula, and no text is changed for good by that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_app.exchange.cells import neutralised, original


@pytest.mark.parametrize("start", list("=+-@\t\r"))
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(start: str) -> None:
    assert neutralised(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


def test_other_cells_stay() -> None:
    for cell in ("", "plain", "1-2", "a=b", "'quoted'", " =x"):
        assert neutralised(cell) == cell


@given(st.text() | st.text(alphabet="'=+-@\t\ra", max_size=6))
def test_the_original_comes_back(cell: str) -> None:
    assert original(neutralised(cell)) == cell
    assert neutralised(cell)[:1] not in tuple("=+-@\t\r")
