"""The edit page in Chromium: from the address to a text that one can type in."""

from __future__ import annotations

import time

from tests.bench.report import Report
from tests.bench.visitor import Times, Visitor
from tests.support.chromium import chromium
from tests.support.pages import started

READY = ".editor .copy[contenteditable=true]"


def measure_editor(visitor: Visitor, report: Report, ids: list[int], times: int) -> None:
    """With a warm cache, as for whoever edits the second text of the day."""
    executable = chromium()
    if executable is None:
        return
    here = f"http://127.0.0.1:{visitor.port}"
    taken = []
    with started(executable) as browser:
        context = browser.new_context()
        context.add_cookies(
            [{"name": name, "value": value, "url": here} for name, value in visitor.cookies.items()]
        )
        page = context.new_page()
        for number in range(times + 2):
            begun = time.perf_counter()
            page.goto(f"{here}/admin/post/edit/?id={ids[number]}", wait_until="commit")
            page.wait_for_selector(READY)
            if number >= 2:
                taken.append((time.perf_counter() - begun) * 1000)
        context.close()
    report.page("ready to type, in Chromium", Times(sorted(taken), 0))
