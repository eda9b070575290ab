"""A row of the lists of posts and pages, ready for its cells."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus

from flask import url_for
from sqlalchemy import Row

from admin_app.content.models.publishable import shown_status
from admin_app.desk.lists.drawn import ByValue
from admin_app.web.filters import ago


class TextRow(ByValue):
    """What the statement of the list gave, and beside it what its cells say; made as it is drawn.

    `changed` is how long ago it was, `shown` the state as people should read it. What is drawn of
    it follows from its `value`. `opens` says whether its form opens to who sees the list.
    """

    def __init__(self, row: Row[Any], *, opens: bool = True) -> None:
        self.row, self.opens = row, opens
        self.changed = ago(row.updated_at)
        self.shown = shown_status(row)
        self.value = (tuple(row), self.changed, self.shown, opens)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    @property
    def edit_url(self) -> str:
        """The address of its form."""
        return f"{url_for('.edit_view')}?id={self.row.id}"

    @property
    def past_url(self) -> str:
        """The address of its history, for who may read it and not change it."""
        return f"{url_for('.history_view')}?id={self.row.id}"

    @property
    def quick_url(self) -> str:
        """The address of its small form."""
        return f"{url_for('.quick_view')}?id={self.row.id}"

    @property
    def tag_links(self) -> list[tuple[str, str]]:
        """The name of each tag that it has, and the address of the list of what has it."""
        index = url_for(".index_view")
        tags = self.row._mapping.get("tags", ())
        return [(name, f"{index}?tag={quote_plus(slug)}") for name, slug in tags]
