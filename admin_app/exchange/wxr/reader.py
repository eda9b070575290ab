"""From a WXR file to records, one at a time; memory does not grow with the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import BinaryIO

from . import entries
from .parser import Node, channel_children
from .records import Author, Item, Record, Site, Term

_MAKERS: dict[str, Callable[[Node, timedelta], Record]] = {
    "item": entries.item,
    "wp:author": entries.author,
    "wp:category": entries.category,
    "wp:tag": entries.tag,
    "wp:term": entries.term,
}
_READ_OF_ITEM = {
    "category", "content:encoded", "dc:creator", "description", "excerpt:encoded", "guid",
    "link", "pubDate", "title", "wp:attachment_url", "wp:comment", "wp:comment_status",
    "wp:is_sticky", "wp:menu_order", "wp:ping_status", "wp:post_date", "wp:post_date_gmt",
    "wp:post_id", "wp:post_modified", "wp:post_modified_gmt", "wp:post_name", "wp:post_parent",
    "wp:post_password", "wp:post_type", "wp:postmeta", "wp:status",
}  # fmt: skip
_MAX_NAMES = 100


def read(stream: BinaryIO, offset: timedelta = timedelta(0)) -> Iterator[Record]:
    """The records of a WXR file in its order, the Site first.

    `offset` is how far the site's clock is ahead of GMT, for dates that have no GMT form;
    `survey` finds it. Raises UnreadableFile with the line, when records before that line have
    been given out already: `survey` the whole file before taking any.
    """
    return _records(channel_children(stream), offset)


@dataclass(slots=True)
class Survey:
    """What a whole and valid file holds: its head, counts by kind, and the site's clock.

    Authors and terms are kept whole: items name them, and may come before them.
    """

    site: Site = field(default_factory=Site)
    items: Counter[str] = field(default_factory=Counter)
    comments: Counter[str] = field(default_factory=Counter)
    terms: list[Term] = field(default_factory=list)
    authors: list[Author] = field(default_factory=list)
    offset: timedelta = timedelta(0)
    not_read: Counter[str] = field(default_factory=Counter)

    @property
    def item_count(self) -> int:
        return self.items.total()

    @property
    def comment_count(self) -> int:
        return self.comments.total()


def survey(stream: BinaryIO) -> Survey:
    """Reads the whole file and keeps no item of it. Raises UnreadableFile with the line."""
    found = Survey()
    offsets: Counter[timedelta] = Counter()
    nodes = _noted(channel_children(stream), offsets, found.not_read)
    for record in _records(nodes, timedelta(0)):
        if isinstance(record, Item):
            found.items[record.kind] += 1
            found.comments.update(comment.kind for comment in record.comments)
        elif isinstance(record, Term):
            found.terms.append(record)
        elif isinstance(record, Author):
            found.authors.append(record)
        else:
            found.site = record
    if offsets:
        found.offset = offsets.most_common(1)[0][0]
    return found


def _records(nodes: Iterable[Node], offset: timedelta) -> Iterator[Record]:
    head: list[Node] = []
    begun = False
    for node in nodes:
        make = _MAKERS.get(node.name)
        if make is None:
            if not begun:
                head.append(node)
            continue
        if not begun:
            begun = True
            yield entries.site(head, node.line)
        yield make(node, offset)
    if not begun:
        yield entries.site(head, None)


def _noted(
    nodes: Iterable[Node], offsets: Counter[timedelta], not_read: Counter[str]
) -> Iterator[Node]:
    """The same nodes, counting clock offsets and the elements of entries that nobody reads."""
    for node in nodes:
        if node.name == "item":
            offset = entries.clock_offset(node)
            if offset is not None and (offset in offsets or len(offsets) < _MAX_NAMES):
                offsets[offset] += 1
            for child in node.children:
                name = child.name
                if name not in _READ_OF_ITEM and (name in not_read or len(not_read) < _MAX_NAMES):
                    not_read[name] += 1
        yield node
