"""Comments of readers: one after the other, and a flood of them from a thousand addresses.

    python -m tests.bench.arrival [--database postgresql|sqlite] [--posts N] [--comments N]
                                  [--folder DIR] [--seconds S]

Beside `make bench`, since it fills the database with comments.
"""

from __future__ import annotations

import argparse
import http.client
import re
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import create_engine, text

from tests.bench.databases import load
from tests.bench.served import served
from tests.bench.visitor import Times, Visitor, timed

WRITERS = 8
ADDRESSES = 1000
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PATH = re.compile(r'href="(/posts/[^"#]+)"')


@dataclass
class Flood:
    """What a flood came to: how many comments were taken in, and in how many seconds."""

    seconds: float = 0.0
    answers: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Comments taken in a second."""
        return self.answers.get(303, 0) / self.seconds


def submit(port: int, times: int) -> Times:
    """How long the POST of one comment takes, each by another reader."""
    visitor = Visitor(port)
    path, token = _form(visitor)
    number = iter(range(10**9))

    def send() -> tuple[int, str]:
        return visitor.post(f"{path}/comments", _fields(token, f"one-{next(number)}"))

    return timed(send, times, expected=303)


def flood(port: int, seconds: float) -> Flood:
    """Readers at a thousand addresses send as fast as they are answered, under one post."""
    came, lock, until = Flood(), threading.Lock(), time.monotonic() + seconds

    def writer(name: int) -> None:
        visitor = Visitor(port)
        path, token = _form(visitor)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        cookie = "; ".join(f"{key}={value}" for key, value in visitor.cookies.items())
        counted: dict[int, int] = {}
        number = 0
        while time.monotonic() < until:
            number += 1
            away = (name * 131 + number) % ADDRESSES
            headers = {
                "Cookie": cookie,
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Forwarded-For": f"10.{away // 250}.{away % 250}.7",
            }
            sent = urlencode(_fields(token, f"flood-{name}-{number}"))
            connection.request("POST", f"{path}/comments", sent, headers)
            answer = connection.getresponse()
            answer.read()
            counted[answer.status] = counted.get(answer.status, 0) + 1
        with lock:
            for status, times in counted.items():
                came.answers[status] = came.answers.get(status, 0) + times

    writers = [threading.Thread(target=writer, args=(name,)) for name in range(WRITERS)]
    start = time.monotonic()
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    came.seconds = time.monotonic() - start
    return came


def _form(visitor: Visitor) -> tuple[str, str]:
    found = PATH.search(visitor.get("/")[1])
    assert found, "no post on the front page"
    token = TOKEN.search(visitor.get(found[1])[1])
    assert token, "no form under the newest post"
    return found[1], token[1]


def _fields(token: str, name: str) -> list[tuple[str, str]]:
    fields = {"name": name, "email": f"{name}@example.net", "body": f"Words of {name}, as said."}
    return [("csrf_token", token), *fields.items()]


def main() -> None:
    """Measure, and print it; fails where a comment that was taken is not there."""
    parser = argparse.ArgumentParser(prog="tests.bench.arrival", description=__doc__)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--posts", type=int, default=2_000)
    parser.add_argument("--comments", type=int, default=20_000)
    parser.add_argument("--folder", default="build/bench-arrival")
    parser.add_argument("--seconds", type=float, default=10.0)
    asked = parser.parse_args()
    folder = Path(asked.folder).absolute()
    with load(asked.database, folder, asked.posts, asked.comments) as loaded:
        environment = {**loaded.environment, "FORWARDED_ALLOW_IPS": "127.0.0.1"}
        _open(loaded.url)
        with served("wsgi:app", environment) as server:
            one = submit(server.port, 200)
            print(f"submit: median {one.at(0.5):.1f} ms, 95 % {one.at(0.95):.1f} ms")
            before = _stored(loaded.url)
            came = flood(server.port, asked.seconds)
            taken = came.answers.get(303, 0)
            print(f"flood: {came.rate:.0f} a second, {came.answers}")
            print(f"stored: {_stored(loaded.url) - before} of {taken}")


def _open(url: str) -> None:
    """Without the limits that keep one machine from flooding."""
    limits = "comment_floods_per_minute = 0, comment_least_seconds = 0"
    with create_engine(url).begin() as connection:
        connection.execute(text(f"UPDATE setting SET {limits}"))


def _stored(url: str) -> int:
    with create_engine(url).connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM comment")).scalar_one())


if __name__ == "__main__":
    main()
