"""What goes on while a text is written: keeping its words, and saying who is in it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from tests.bench.report import Report
from tests.bench.visitor import Visitor, timed

BODY = f"<p>{'The text of a post that is being written. ' * 200}</p>"


def measure_writing(visitor: Visitor, report: Report, ids: Iterator[int], times: int) -> None:
    """Autosaves of texts of 8 kB, new ones and ones that were kept before, and polls."""
    row = next(ids)
    hidden = visitor.hidden(f"/admin/post/edit/?id={row}")
    token = ("csrf_token", hidden["csrf_token"])
    person = str(visitor.person())
    kept = [token, ("_person", person), ("version", hidden["version"]), ("body", BODY)]

    def autosave() -> tuple[int, str]:
        key = secrets.token_urlsafe(16)
        fields = [*kept, ("draft_key", key), ("form_key", key), ("title", f"Kept as {key}")]
        return visitor.post(f"/admin/post/autosave/?id={row}", fields)

    def poll() -> tuple[int, str]:
        here = [token, ("tab", "tab-of-bench"), ("field", "body"), ("version", hidden["version"])]
        return visitor.post(f"/admin/post/presence/?id={row}", here)

    report.save("autosave", timed(autosave, times))
    report.save("who is here", timed(poll, times))
