"""Cells of CSV files that a spreadsheet must not take for formulas (OWASP, CSV injection)."""

from __future__ import annotations

import re
from typing import Final

_RISKY: Final = re.compile(r"'*[=+\-@\t\r]")
_NEUTRALISED: Final = re.compile(r"''*[=+\-@\t\r]")


def neutralised(cell: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it.

    A text that looks neutralised already gets one more, so that `original` gives it back.
    """
    return f"'{cell}" if _RISKY.match(cell) else cell


def original(cell: str) -> str:
    """What was given to `neutralised`."""
    return cell[1:] if _NEUTRALISED.match(cell) else cell
