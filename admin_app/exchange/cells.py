"""Cells of CSV files that a spreadsheet must not take for formulas, and their way back."""

from __future__ import annotations

import re
from typing import Final

from admin_app.desk.lists.export import RISKY, neutral

_NEUTRALISED: Final = re.compile(f"'+[{re.escape(''.join(RISKY))}]")


def neutralised(cell: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it.

    A text that looks neutralised already gets one more, so that `original` gives it back.
    """
    return f"'{cell}" if _NEUTRALISED.match(cell) else str(neutral(cell))


def original(cell: str) -> str:
    """What was given to `neutralised`."""
    return cell[1:] if _NEUTRALISED.match(cell) else cell
