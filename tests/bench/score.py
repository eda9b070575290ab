"""The spam score: made anew of 100,000 decisions, and what it takes to score one comment.

    python -m tests.bench.score [--decisions N] [--folder DIR]

Beside `make bench`, since it decides over comments of the data set and gives them other words.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from admin_app.exchange.dataset.words import Prose
from admin_app.readers.spam import features_of, train
from admin_app.readers.spam.training import Lesson
from tests.bench.databases import FLASK, Loaded, load

SECONDS, MIB, MILLISECONDS = 60, 300, 1.0
WANTS = (
    "check out my channel",
    "subscribe and I will subscribe back",
    "earn money from home, no experience",
    "free gift cards, click the link",
    "my friend made 500 dollars a week at http://offers.example.com/now",
    "visit www.cheap-pills.example.net today",
    "please like and share my new video",
    "follow me, I follow everybody back",
)
ASIDES = (
    "I remember this from when I was a child.",
    "Thank you, that was clear and useful.",
    "The second paragraph is wrong, I think.",
    "Who takes care of it now?",
    "We were there last summer, and it was closed.",
    "This made my morning!",
)
DECIDED = "SELECT count(*) FROM comment WHERE decided_at IS NOT NULL"
Text = tuple[str, bool]


def texts(number: int) -> Iterator[Text]:
    """Comments that are all different, every second one spam; each kind has words of the other."""
    chance = random.Random(8)
    prose = Prose(chance)
    pool = [prose.paragraph(chance.randint(1, 4), 4, 14) for _ in range(20_000)]
    for at in range(number):
        said = chance.choice(pool).split(" ")
        chance.shuffle(said)
        is_spam = at % 2 == 0
        usual, odd = (WANTS, ASIDES) if is_spam else (ASIDES, WANTS)
        told = chance.choice(odd if chance.random() < 0.03 else usual)
        parts = [" ".join(said), told]
        chance.shuffle(parts)
        yield " ".join(parts), is_spam


def decide(loaded: Loaded, number: int) -> None:
    """Let as many comments of the data set be decided over, half of them as spam, with `texts`.

    A database that an earlier run has left so stays as it is.
    """
    with psycopg.connect(loaded.url) as connection:
        if connection.execute(DECIDED).fetchone() == (number,):
            return
        connection.execute("SET session_replication_role = replica")  # no log of these decisions
        connection.execute("CREATE TEMP TABLE said (id bigint, body text, status text)")
        ids = connection.execute("SELECT id FROM comment ORDER BY id DESC LIMIT %s", [number])
        rows = zip(ids.fetchall(), texts(number), strict=True)
        with connection.cursor().copy("COPY said FROM STDIN") as copy:
            for (comment_id,), (body, is_spam) in rows:
                copy.write_row((comment_id, body, "spam" if is_spam else "approved"))
        connection.execute(
            "UPDATE comment SET body = said.body, status = said.status, decided_at = now()"
            " FROM said WHERE said.id = comment.id"
        )


def rebuild(loaded: Loaded) -> tuple[str, float, float, float]:
    """What `flask spam rebuild` said; its seconds, its seconds of processor, its MiB at most."""
    began = time.monotonic()
    command = [*FLASK, "spam", "rebuild"]
    with subprocess.Popen(
        command, env=loaded.environment, stdout=subprocess.PIPE, text=True
    ) as child:
        said = child.stdout.read() if child.stdout else ""
        _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit("The score could not be made anew.")
    worked = used.ru_utime + used.ru_stime
    return said.strip(), time.monotonic() - began, worked, used.ru_maxrss / 1024


def score_one() -> float:
    """Milliseconds to score one comment, the mean of some thousands."""
    some = list(texts(3_000))
    model = train([Lesson(features_of(body), is_spam) for body, is_spam in some[:1_000]])
    began = time.process_time()
    for body, _ in some:
        model.probability(features_of(body, "Reader 12", "https://example.org/"))
    return (time.process_time() - began) * 1000 / len(some)


def main() -> None:
    """Measure, and print it beside what it is held to."""
    parser = argparse.ArgumentParser(prog="tests.bench.score", description=__doc__)
    parser.add_argument("--decisions", type=int, default=100_000)
    parser.add_argument("--folder", default="build/bench-score")
    asked = parser.parse_args()
    folder = Path(asked.folder).absolute()
    with load("postgresql", folder, asked.decisions // 50, asked.decisions * 6 // 5) as loaded:
        decide(loaded, asked.decisions)
        said, took, worked, most = rebuild(loaded)
        print(said)
        print(f"rebuild: {took:.1f} s (held to {SECONDS}), of it {worked:.1f} s of processor")
        print(f"memory: {most:.0f} MiB (held to {MIB})")
    print(f"score: {score_one():.2f} ms a comment (held to {MILLISECONDS:.0f})")


if __name__ == "__main__":
    main()
