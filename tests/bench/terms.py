"""Names while one types, and the fullest save there is: new tags, a revision and a redirect."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.report import Report
from tests.bench.visitor import Visitor, timed

TYPED = ("f", "fe", "fer", "harb", "zzyzx", "")


def measure_terms(visitor: Visitor, report: Report, ids: Iterator[int], times: int) -> None:
    """Suggestions for beginnings of all lengths; saves of live posts whose address changes."""
    paths = [f"/admin/tag/suggest/?q={text}" for text in TYPED] * (times + 5)
    asked = iter(paths)
    report.page("suggest tags", timed(lambda: visitor.get(next(asked)), times))
    prepared = []
    for number in range(times + 5):
        text_id = next(ids)
        path = f"/admin/post/edit/?id={text_id}"
        hidden = visitor.hidden(path)
        fields = {
            "title": f"A title with another address, number {number}",
            "slug": f"another-address-{text_id}-{number}",
            "body": f"<p>{'The text of a changed post. ' * 40}{number}</p>",
            "tags": ", ".join(f"New {text_id} {number} {letter}" for letter in "abc"),
            **{name: hidden[name] for name in ("csrf_token", "form_key", "version")},
        }
        prepared.append((path, list(fields.items())))
    sent = iter(prepared)
    report.save(
        "save with 3 new tags and a redirect",
        timed(lambda: visitor.post(*next(sent)), times, expected=303),
    )
