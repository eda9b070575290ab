"""Comments of readers: one after the other, and a flood of them from a thousand addresses.

    python -m tests.bench.arrival [--database postgresql|sqlite] [--posts N] [--comments N]
                                  [--folder DIR] [--seconds S]

Beside `make bench`, since it fills the database with comments.
"""

from __future__ import annotations

import argparse
import re
import secrets
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import create_engine, text

from tests.bench.databases import load
from tests.bench.served import served
from tests.bench.visitor import Times, Visitor, read_answer, timed

WRITERS = 8
ADDRESSES = 1000
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PATH = re.compile(r'href="(/posts/[^"#]+)"')


@dataclass
class Flood:
    """What a flood came to: how many comments were taken in, and in how many seconds.

    `own_work` is the seconds of processor that the sending itself took.
    """

    seconds: float = 0.0
    own_work: float = 0.0
    answers: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Comments taken in a second."""
        return self.answers[303] / self.seconds


class Writer:
    """Readers, each new to the site, over one kept connection.

    They send as it costs them least: they share the processors with what is measured.
    """

    def __init__(self, port: int) -> None:
        visitor = Visitor(port)
        path, token = _form(visitor)
        cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        self._connection = socket.create_connection(("127.0.0.1", port))
        self._head = (
            f"POST {path}/comments HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
        )
        self._token = urlencode({"csrf_token": token})

    def send(self, name: str, address: str) -> int:
        """Send a comment by this name from this address; the status of the answer."""
        said = f"name={name}&email={name}%40example.net&body=Words+of+{name}%2C+as+said."
        body = f"{self._token}&{said}"
        length = f"X-Forwarded-For: {address}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._connection.sendall(f"{self._head}{length}{body}".encode())
        return read_answer(self._connection)


def submit(port: int, times: int) -> Times:
    """How long the POST of one comment takes, each by another reader."""
    writer, number = Writer(port), iter(range(10**9))
    run = secrets.token_hex(4)
    return timed(
        lambda: (writer.send(f"one-{run}-{next(number)}", "10.9.9.7"), ""), times, expected=303
    )


def flood(port: int, seconds: float) -> Flood:
    """Readers at a thousand addresses send as fast as they are answered, under one post."""
    came, lock, until = Flood(), threading.Lock(), time.monotonic() + seconds
    run = secrets.token_hex(4)

    def write(name: int) -> None:
        writer, counted, number = Writer(port), Counter[int](), 0
        while time.monotonic() < until:
            number += 1
            away = (name * 131 + number) % ADDRESSES
            address = f"10.{away // 250}.{away % 250}.7"
            counted[writer.send(f"flood-{run}-{name}-{number}", address)] += 1
        with lock:
            came.answers.update(counted)

    writers = [threading.Thread(target=write, args=(name,)) for name in range(WRITERS)]
    start, worked = time.monotonic(), time.process_time()
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    came.seconds, came.own_work = time.monotonic() - start, time.process_time() - worked
    return came


def _form(visitor: Visitor) -> tuple[str, str]:
    found = PATH.search(visitor.get("/")[1])
    assert found, "no post on the front page"
    token = TOKEN.search(visitor.get(found[1])[1])
    assert token, "no form under the newest post"
    return found[1], token[1]


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
            worked = server.work()
            came = flood(server.port, asked.seconds)
            taken = came.answers[303]
            each = 1000 / max(taken, 1)
            print(f"flood: {came.rate:.0f} a second, {dict(came.answers)}")
            print(
                f"processor: {(server.work() - worked) * each:.1f} ms a comment for the web"
                f" workers, {came.own_work * each:.1f} ms to send it"
            )
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
