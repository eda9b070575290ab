"""A list as CSV: streamed, the rows that the filters leave, with cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

RISKY = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file, some thousand characters at a time."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([neutral(label) for label in head])
    for row in rows:
        writer.writerow([neutral(value) for value in row])
        if held.tell() > 16_000:
            yield held.getvalue()
            held.seek(0)
            held.truncate()
    yield held.getvalue()


def neutral(value: Any) -> Any:
    """The value as a cell; a text that a spreadsheet would run as a formula gets a quote first."""
    if isinstance(value, str) and value.startswith(RISKY):
        return "'" + value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return "" if value is None else value
