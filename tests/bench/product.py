"""The product's pages and saves, timed as the owner meets them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import create_engine, text

from admin_app.web.cursors import encode
from tests.bench.bulk_edit import measure_bulk_edit
from tests.bench.databases import OWNER, Loaded
from tests.bench.editor import measure_editor
from tests.bench.figures import measure_figures
from tests.bench.history import measure_history
from tests.bench.media import measure_upload
from tests.bench.planning import measure_planning
from tests.bench.queue import measure_queue
from tests.bench.report import Report
from tests.bench.served import served
from tests.bench.statements import counted
from tests.bench.terms import measure_terms
from tests.bench.visitor import Visitor, rate, timed
from tests.bench.writing import measure_writing

ABSENT = "zzyzxword"
PAGE_5000 = 25 * 4999
SAMPLED = 400
ASSETS = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')


def measure_product(loaded: Loaded, report: Report, times: int) -> None:
    """Fill the report; what is changed on the way stays so small that the next run can do it."""
    facts = _facts(loaded)
    pages = {
        "post list, page 1": "/admin/post/",
        "post list, page 5000": f"/admin/post/?after={facts['page_5000']}",
        "drafts": "/admin/post/?status=draft",
        "search, common word": f"/admin/post/?search={facts['common']}",
        "search, absent word": f"/admin/post/?search={ABSENT}",
        "search, a word of one in fifty": f"/admin/post/?search={facts['seldom']}",
        "search, common word, drafts": f"/admin/post/?search={facts['common']}&status=draft",
        "pending comments": "/admin/comment/",
    }
    with served("wsgi:app", loaded.environment) as server:
        visitor = Visitor(server.port)
        visitor.sign_in(OWNER, loaded.password)
        for words, path in pages.items():
            report.page(words, timed(lambda path=path: visitor.get(path), times))
        ids = iter(facts["ids"])
        report.page(
            "edit form", timed(lambda: visitor.get(f"/admin/post/edit/?id={next(ids)}"), times)
        )
        report.save("save", timed_saves(visitor, ids, times // 2))
        measure_terms(visitor, report, ids, times // 2)
        measure_writing(visitor, report, ids, times // 2)
        measure_history(loaded, visitor, report, ids, times // 2)
        _bulk(visitor, report, facts, max(times // 10, 5))
        measure_bulk_edit(visitor, report, facts["dated"], max(times // 20, 3))
        measure_queue(loaded, visitor, report, max(times // 4, 5))
        measure_figures(visitor, report, times // 4)
        measure_planning(visitor, report, times // 2)
        measure_editor(visitor, report, facts["ids"], max(times // 20, 3))
        report.rate = rate(server.port, "/admin/post/", visitor.cookies, 8, 10)
        report.worker_mib = server.largest_worker_mib()
        report.assets = _assets(visitor)
        report.upload = measure_upload()
    report.counts = counted(
        loaded, pages | {"edit form": f"/admin/post/edit/?id={facts['ids'][0]}"}
    )


def timed_saves(visitor: Visitor, ids: Iterator[int], times: int) -> Any:
    """Saves of posts with a new title and body, each from its own freshly opened form."""
    prepared: list[tuple[str, list[tuple[str, str]]]] = []
    for number in range(times + 5):
        path = f"/admin/post/edit/?id={next(ids)}"
        hidden = visitor.hidden(path)
        fields = {
            "title": f"A changed title, number {number}",
            "body": f"<p>{'The text of a changed post. ' * 40}{number}</p>",
            **{name: hidden[name] for name in ("csrf_token", "form_key", "version")},
        }
        prepared.append((path, list(fields.items())))
    sent = iter(prepared)
    return timed(lambda: visitor.post(*next(sent)), times, expected=303)


def _bulk(visitor: Visitor, report: Report, facts: dict[str, Any], times: int) -> None:
    token = visitor.hidden("/admin/comment/")["csrf_token"]
    for words, path, action, ids in (
        ("approve 100", "/admin/comment/action/", "approve", facts["waiting"]),
        ("trash 100", "/admin/post/action/", "trash", facts["trashable"]),
    ):
        # A small data set has fewer: it is tried out, and not held to anything.
        size, left = min(100, len(ids) // (times + 5)), iter(ids)
        data = [("csrf_token", token), ("action", action)]

        def send(
            path: str = path,
            data: list[tuple[str, str]] = data,
            size: int = size,
            left: Iterator[int] = left,
        ) -> tuple[int, str]:
            return visitor.post(path, [*data, *(("rowid", str(one)) for one in islice(left, size))])

        report.save(words, timed(send, times, 303))


def _facts(loaded: Loaded) -> dict[str, Any]:
    """Ids to work on, a common word, and where page 5,000 begins."""
    engine = create_engine(loaded.url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:

        def ids(rows: str) -> list[int]:
            return list(connection.scalars(text(rows)))

        some = f"SELECT body FROM post WHERE id % 97 = 1 LIMIT {SAMPLED}"
        counts = _counted(list(connection.scalars(text(some))))
        words = sorted(counts, key=lambda word: -counts[word])
        place = connection.execute(
            text(
                "SELECT updated_at, id FROM post WHERE status <> 'trash'"
                f" ORDER BY updated_at DESC, id DESC LIMIT 1 OFFSET {PAGE_5000}"
            )
        ).first()
        facts = {
            "common": words[0],
            "seldom": next(word for word in words if counts[word] <= SAMPLED // 50),
            "page_5000": _cursor(place),
            "ids": ids("SELECT id FROM post WHERE status = 'published' AND id % 7 = 3 LIMIT 5000"),
            "waiting": ids("SELECT id FROM comment WHERE status = 'pending' LIMIT 20000"),
            "dated": ids(
                "SELECT id FROM post WHERE status = 'published' AND id % 7 = 2 LIMIT 40000"
            ),
            "trashable": ids(
                "SELECT id FROM post WHERE status = 'published' AND id % 7 = 5 LIMIT 20000"
            ),
        }
    engine.dispose()
    return facts


def _cursor(place: Any) -> str:
    if place is None:
        return ""
    from datetime import UTC, datetime

    moment = place[0]
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return encode((moment.astimezone(UTC), place[1]))


def _counted(bodies: list[str]) -> Counter[str]:
    """In how many of these bodies each word is."""
    return Counter(word for body in bodies for word in set(re.findall(r"[a-z]{4,}", body)))


def _assets(visitor: Visitor) -> int:
    """Bytes of the scripts and styles that a list page loads, those that they import included."""
    _, page = visitor.get("/admin/post/")
    waiting, seen, size = ASSETS.findall(page), set(), 0
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        _, body = visitor.get(path)
        size += len(body.encode())
        folder = path.rpartition("/")[0]
        waiting += [f"{folder}/{name}" for name in re.findall(r'from "\./([^"]+)"', body)]
        waiting += [f"{folder}/{name}" for name in re.findall(r'import "\./([^"]+)"', body)]
    return size
