"""Bulk edit of 500 posts: tags, state and author in one step, from its rehearsal."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

from tests.bench.report import Report
from tests.bench.visitor import Visitor, timed

PATH = "/admin/post/bulk/"
POSTS = 500
ASKED = re.compile(r'name="asked" value="([^"]*)"')


def measure_bulk_edit(visitor: Visitor, report: Report, ids: list[int], times: int) -> None:
    """The rehearsal, and then the change: each time of other posts, and with a new tag."""
    # A small data set has fewer: it is tried out, and not held to anything.
    size = min(POSTS, len(ids) // (times + 5))
    addresses, forms = [], []
    for number in range(times + 5):
        chosen = " ".join(map(str, ids[number * size : (number + 1) * size]))
        wishes = {"add_tags": f"Bulk {number}, ferries", "comments_open": "0", "shift_days": "-1"}
        addresses.append(f"{PATH}?{urlencode({'ids': chosen, **wishes})}")
        hidden = visitor.hidden(addresses[-1])
        asked = ASKED.search(visitor.get(addresses[-1])[1])
        assert asked
        names = ("csrf_token", "form_key", "digest")
        fields = [(name, hidden[name]) for name in names]
        forms.append([*fields, ("asked", unescape(asked[1]))])
    pages, sent = iter(addresses), iter(forms)
    report.page("rehearsal of 500", timed(lambda: visitor.get(next(pages)), times))
    report.save(
        "bulk edit of 500",
        timed(lambda: visitor.post(f"{PATH}change/", next(sent)), times, expected=303),
    )
