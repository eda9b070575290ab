"""A row of the lists of posts and pages, ready for its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus

from flask import url_for
from sqlalchemy import Row

from admin_app.content.models.publishable import shown_status
from admin_app.desk.lists.drawn import ByValue
from admin_app.web.filters import ago

Tags = Mapping[int, tuple[tuple[str, str], ...]]
"""The (name, slug) of each tag of a post, by the post's id."""


class TextRow(ByValue):
    """What the statement of the list gave, and beside it what its cells say; made as it is drawn.

    `changed` is how long ago it was; `tags` are (name, slug). What is drawn of it follows from its
    `value`.
    """

    def __init__(self, row: Row[Any], tags: tuple[tuple[str, str], ...]) -> None:
        self.row, self.tags = row, tags
        self.changed = ago(row.updated_at)
        self.shown = shown_status(row)
        self.value = (tuple(row), tags, self.changed, self.shown)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    @property
    def edit_url(self) -> str:
        """The address of its form."""
        return f"{url_for('.edit_view')}?id={self.row.id}"

    @property
    def tag_links(self) -> list[tuple[str, str]]:
        """Each tag's name, and the address of the list of what has it."""
        index = url_for(".index_view")
        return [(name, f"{index}?tag={quote_plus(slug)}") for name, slug in self.tags]


def text_rows(rows: Sequence[Row[Any]], tags: Tags) -> list[TextRow]:
    """The rows of one page."""
    return [TextRow(row, tags.get(row.id, ())) for row in rows]
