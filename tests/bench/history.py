"""The history of one post with many revisions, and a late save of a long text."""

from __future__ import annotations

import random
from collections.abc import Iterator

from sqlalchemy import create_engine, text

from tests.bench.databases import Loaded
from tests.bench.report import Report
from tests.bench.visitor import Visitor, timed

REVISIONS = 200
LONG = 5_000
PARAGRAPHS, WORDS = 200, 50
EDITS = 30


# So many saves more of a post, each with what its last one changed; marked until they are in.
LONGER = (
    """
    INSERT INTO changeset (at, actor_id, actor_name, summary, form_key)
    SELECT last.at, last.actor_id, last.actor_name, last.summary, 'bench-' || n
    FROM (
        WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :many)
        SELECT n FROM counted
    ) AS numbers
    JOIN changeset AS last ON last.id = (
        SELECT max(changeset_id) FROM change WHERE entity = 'post' AND entity_id = :post
    )
    """,
    """
    INSERT INTO change (
        changeset_id, entity, entity_id, verb, label, version, fields, before, after
    )
    SELECT made.id, last.entity, last.entity_id, last.verb, last.label,
        last.version + CAST(substr(made.form_key, 7) AS INTEGER), last.fields, last.before,
        last.after
    FROM changeset AS made
    JOIN change AS last ON last.id = (
        SELECT max(id) FROM change WHERE entity = 'post' AND entity_id = :post
    )
    WHERE made.form_key LIKE 'bench-%' ORDER BY made.id
    """,
    "UPDATE changeset SET form_key = NULL WHERE form_key LIKE 'bench-%'",
    "UPDATE post SET version = version + :many WHERE id = :post",
)


def measure_history(
    loaded: Loaded, visitor: Visitor, report: Report, ids: Iterator[int], times: int
) -> None:
    """Timeline, compare and blame of a post with 200 and with 5,000; merging 10,000 words."""
    post = next(ids)
    path = f"/admin/post/edit/?id={post}"
    for number in range(REVISIONS):
        body = f"<p>{'The text of a changed post. ' * 40}{number}</p>"
        status, _ = visitor.post(path, _fields(visitor, path, body))
        assert status == 303
    _look_back(visitor, report, post, REVISIONS, times)
    _lengthen(loaded, post, LONG - REVISIONS)
    _look_back(visitor, report, post, LONG, max(times // 5, 5))
    report.save("merge of 10,000 words", _merges(visitor, ids, max(times // 10, 5)))


def _look_back(visitor: Visitor, report: Report, post: int, many: int, times: int) -> None:
    version = int(visitor.hidden(f"/admin/post/edit/?id={post}")["version"])
    for words, page in (
        ("timeline", "history/?"),
        ("compare", f"compare/?left={version - many + 1}&right={version}&"),
        ("who wrote what", "blame/?"),
    ):
        address = f"/admin/post/{page}id={post}"
        took = timed(lambda address=address: visitor.get(address), times)
        report.page(f"{words}, {many:,} revisions", took)


def _lengthen(loaded: Loaded, post: int, many: int) -> None:
    engine = create_engine(loaded.url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for statement in LONGER:
            connection.execute(text(statement), {"post": post, "many": many})
    engine.dispose()


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
