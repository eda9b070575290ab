"""The state of a list, as it stands in the URL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from admin_app.desk.lists.spec import Column, Filter, Sort, Tab
from admin_app.keyset import Place

SIZES = (25, 50, 100)
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class ListState:
    """What a person chose to see. `sort` is empty for the tab's own order."""

    status: str = ""
    search: str = ""
    sort: str = ""
    after: str = ""
    before: str = ""
    rows: int = SIZES[0]
    columns: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)

    def query(self, **changes: Any) -> str:
        """The query string of this state with some of it changed; "" for the plain list.

        A change of anything but the page leads back to the first page.
        """
        parts: dict[str, Any] = {
            "status": self.status,
            "search": self.search,
            "sort": self.sort,
            **self.filters,
            "rows": "" if self.rows == SIZES[0] else self.rows,
            "columns": self.columns,
        }
        parts |= changes
        said = urlencode({k: v for k, v in parts.items() if v not in ("", None, ())}, doseq=True)
        return f"?{said}" if said else ""

    @property
    def place(self) -> Place:
        """Which page of the list it is."""
        return Place(self.after, self.before)

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter hides some rows of the tab."""
        return bool(self.search or self.filters)


def read_state(
    args: MultiDict[str, str],
    tabs: Iterable[Tab],
    sorts: Iterable[Sort],
    filters: Iterable[Filter],
    columns: Iterable[Column],
) -> ListState:
    """The state in these parameters; what the list does not know is left out."""

    def text(name: str) -> str:
        return args.get(name, "").replace("\0", "").strip()

    status, sort = text("status"), text("sort")
    rows = text("rows")
    known = {column.name for column in columns}
    return ListState(
        status=status if status in {tab.name for tab in tabs} else "",
        search=text("search")[:LONGEST_SEARCH],
        sort=sort if sort.removeprefix("-") in {each.name for each in sorts} else "",
        after=text("after"),
        before=text("before"),
        rows=int(rows) if rows in {str(size) for size in SIZES} else SIZES[0],
        columns=tuple(name for name in args.getlist("columns") if name in known),
        filters={f.name: text(f.name)[:LONGEST_SEARCH] for f in filters if text(f.name)},
    )
