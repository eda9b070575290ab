"""What an import asks of either database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

Row = tuple[Any, ...]


class Loader(Protocol):
    """Loads rows within the open transaction."""

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert these rows; a row has a value for each column."""

    def moment(self, value: datetime) -> Any:
        """The moment as the database's driver stores it in a column of type UtcDateTime."""

    def indexes_aside(self) -> AbstractContextManager[None]:
        """While the block runs, what is derived row by row is not; after it, all at once.

        For loads that are much larger than what is there. Part of the transaction: if it fails,
        the indexes are as they were. On PostgreSQL readers wait until it is over.
        """

    def measure(self) -> None:
        """Tell the planner what the tables hold now."""
