"""The history of one post with many revisions, and a late save of a long text."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.bench.report import Report
from tests.bench.visitor import Visitor, timed

REVISIONS = 200
PARAGRAPHS, WORDS = 200, 50
EDITS = 30


def measure_history(visitor: Visitor, report: Report, ids: Iterator[int], times: int) -> None:
    """Timeline, compare and blame of a post with 200 revisions; merging 10,000 words."""
    post = next(ids)
    path = f"/admin/post/edit/?id={post}"
    for number in range(REVISIONS):
        body = f"<p>{'The text of a changed post. ' * 40}{number}</p>"
        status, _ = visitor.post(path, _fields(visitor, path, body))
        assert status == 303
    version = int(visitor.hidden(path)["version"])
    for words, page in (
        ("timeline, 200 revisions", "history/?"),
        ("compare, 200 revisions", f"compare/?left={version - REVISIONS}&right={version}&"),
        ("who wrote what, 200 revisions", "blame/?"),
    ):
        address = f"/admin/post/{page}id={post}"
        report.page(words, timed(lambda address=address: visitor.get(address), times))
    report.save("merge of 10,000 words", _merges(visitor, ids, max(times // 10, 5)))


def _merges(visitor: Visitor, ids: Iterator[int], times: int) -> object:
    """Saves that come too late, of a long text in which both have changed thirty paragraphs."""
    chance = random.Random(7)
    prepared = []
    for _ in range(times + 5):
        path = f"/admin/post/edit/?id={next(ids)}"
        base = [
            " ".join(f"word{chance.randrange(4000)}" for _ in range(WORDS))
            for _ in range(PARAGRAPHS)
        ]
        visitor.post(path, _fields(visitor, path, _body(base)))
        theirs, mine = _fields(visitor, path, ""), _fields(visitor, path, "")
        places = chance.sample(range(PARAGRAPHS), 2 * EDITS)
        visitor.post(path, [*theirs[:-1], ("body", _body(_edited(base, places[:EDITS])))])
        prepared.append((path, [*mine[:-1], ("body", _body(_edited(base, places[EDITS:])))]))
    sent = iter(prepared)
    return timed(lambda: visitor.post(*next(sent)), times, expected=303)


def _edited(paragraphs: list[str], places: list[int]) -> list[str]:
    return [
        text.replace(" ", " changed ", 1) if number in places else text
        for number, text in enumerate(paragraphs)
    ]


def _body(paragraphs: list[str]) -> str:
    return "\n".join(f"<p>{text}</p>" for text in paragraphs)


def _fields(visitor: Visitor, path: str, body: str) -> list[tuple[str, str]]:
    hidden = visitor.hidden(path)
    names = ("csrf_token", "form_key", "version")
    sent = [*((name, hidden[name]) for name in names), ("title", "A text of many")]
    return [*sent, ("body", body)]
