"""How long comments waited, kept in spans that double."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import case, literal_column

SPANS: Final = tuple(round(10 * 2 ** (step / 4)) for step in range(88))
"""The seconds that each span of waiting ends before; the last is a year and more.

Four spans until it has doubled: a median that is found among them is within a tenth of the exact.
"""


def quantile(waits: Mapping[int, int], share: float) -> float | None:
    """The seconds below which this share of what waited lies, by spans; None where nothing did."""
    waited = {span: count for span, count in waits.items() if span >= 0 and count > 0}
    sought = share * sum(waited.values())
    passed = 0
    for span in sorted(waited):
        if passed + waited[span] >= sought:
            least = SPANS[span - 1] if span else 0
            most = SPANS[span] if span < len(SPANS) else least
            return least + (most - least) * (sought - passed) / waited[span]
        passed += waited[span]
    return None


def span_of(waited: Any) -> Any:
    """The place in `SPANS` of so many seconds, in SQL; -1 for NULL."""
    steps: list[tuple[Any, Any]] = [
        (waited < literal_column(str(end)), literal_column(str(number)))
        for number, end in enumerate(SPANS)
    ]
    return case(
        (waited.is_(None), literal_column("-1")), *steps, else_=literal_column(str(len(SPANS)))
    )
