"""The moderation queue: one decision, all that match, a claim, what narrows it, campaigns."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, create_engine, text

from tests.bench.databases import Loaded
from tests.bench.report import Report
from tests.bench.visitor import Visitor, timed

QUEUE, ACTION = "/admin/comment/", "/admin/comment/action/"
CAMPAIGN = 5_000
MANY = 10_000
SITE = "queue-bench.shop"
NETWORK = "198.18.0.0/24"
# Texts of a campaign, a name in each, and what the worker would keep of them.
FLOOD = f"""
INSERT INTO comment (version, post_id, depth, author_name, author_email, author_url, author_ip,
    author_network, body, fingerprint, status, created_at, held_for)
SELECT 1, (SELECT min(id) FROM post), 1, 'Bench ' || n, 'bench' || n || '@example.net', '',
    '198.18.0.' || (n % 250), '{NETWORK}',
    'Great post! Cheap lamps at {SITE} and more of it, said ' || (n % 40), '', 'pending',
    '2000-01-01 00:00:00', 'newcomer'
FROM (
    WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :many)
    SELECT n FROM counted
) AS numbers
"""
TRACED = (
    (
        "INSERT INTO comment_trace (comment_id, band_1, band_2, band_3, band_4)"
        " SELECT id, 1, 2, 3, id % 40 FROM comment WHERE author_network = :network"
    ),
    (
        "INSERT INTO comment_link_domain (domain, comment_id)"
        " SELECT :site, id FROM comment WHERE author_network = :network"
    ),
)


def measure_queue(loaded: Loaded, visitor: Visitor, report: Report, times: int) -> None:
    """A flood of 10,000 that wait, decided by one press; it is gone again afterwards."""
    engine = create_engine(loaded.url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        _sweep_away(connection)
        connection.execute(text(FLOOD), {"many": MANY})
        for statement in TRACED:
            connection.execute(text(statement), {"network": NETWORK, "site": SITE})
        connection.execute(text("DELETE FROM comment_trace_due"))
        ids = iter(
            connection.scalars(
                text("SELECT id FROM comment WHERE author_network = :network ORDER BY id"),
                {"network": NETWORK},
            ).all()
        )
    try:
        _read(visitor, report, times)
        _decide(visitor, report, ids, times)
    finally:
        with engine.begin() as connection:
            _sweep_away(connection)
        engine.dispose()


def _read(visitor: Visitor, report: Report, times: int) -> None:
    for words, path in {
        "queue in a flood": QUEUE,
        "queue, links to a site": f"{QUEUE}?status=pending&domain={SITE}",
        "queue, a network": f"{QUEUE}?status=pending&network={NETWORK}",
        "campaigns, 5,000 waiting": f"{QUEUE}campaigns/",
    }.items():
        report.page(words, timed(lambda path=path: visitor.get(path), times))


def _decide(visitor: Visitor, report: Report, ids: Iterator[int], times: int) -> None:
    token = [("csrf_token", visitor.hidden(QUEUE)["csrf_token"])]

    def one() -> tuple[int, str]:
        return visitor.post(ACTION, [*token, ("action", f"spam:{next(ids)}")])

    def claim() -> tuple[int, str]:
        shown = [next(ids) for _ in range(25)]
        seen = [(f"seen-{each}", "pending") for each in shown]
        return visitor.post(f"{QUEUE}claim/", [*token, *seen, ("id", str(shown[0]))])

    def all_that_match() -> tuple[int, str]:
        action = next(turns)
        status = "pending" if action == "spam" else "spam"
        listed = f"?status={status}&domain={SITE}"
        return visitor.post(
            ACTION, [*token, ("action", action), ("all_matching", "1"), ("state", listed)]
        )

    report.save("decide over one", timed(one, times, 303))
    report.save("claim a card", timed(claim, times))
    turns = iter(["spam", "restore"] * 8)
    report.save("decide over 10,000 that match", timed(all_that_match, 3, 303))


def _sweep_away(connection: Connection) -> None:
    """Also from history, where a large run would otherwise leave 100,000 changes each time."""
    these = "SELECT id FROM comment WHERE author_network = :network"
    for statement in (
        f"DELETE FROM change WHERE entity = 'comment' AND entity_id IN ({these})",
        f"DELETE FROM comment WHERE id IN ({these})",
    ):
        connection.execute(text(statement), {"network": NETWORK})
