"""A visitor over a kept connection: what a browser sends, without the browser's own time."""

from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Times:
    """Milliseconds of each request, sorted; and the size of one answer in bytes."""

    milliseconds: list[float]
    size: int = 0

    def at(self, share: float) -> float:
        """The time that this share of the requests stayed under."""
        return self.milliseconds[
            min(int(len(self.milliseconds) * share), len(self.milliseconds) - 1)
        ]


@dataclass
class Visitor:
    """Keeps its cookies and its connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port)

    def get(self, path: str) -> tuple[int, str]:
        """Status and body."""
        return self._ask("GET", path, None)

    def post(self, path: str, data: list[tuple[str, str]]) -> tuple[int, str]:
        """Status and body of a form that is sent."""
        return self._ask("POST", path, urlencode(data))

    def sign_in(self, email: str, password: str) -> None:
        """As a person would."""
        _, page = self.get("/login")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token, page
        status, _ = self.post(
            "/login",
            [("csrf_token", token[1]), ("email", email), ("password", password)],
        )
        assert status == 302, status

    def person(self) -> int:
        """The id of whoever is signed in."""
        _, page = self.get("/admin/keys/")
        found = re.search(r'data-person="(\d+)"', page)
        assert found, page
        return int(found[1])

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields of the page's forms."""
        status, page = self.get(path)
        assert status == 200, (path, status)
        return dict(HIDDEN.findall(page))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # Idle for longer than the server keeps a connection.
            self._connection.close()
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, text


def timed(ask: Callable[[], tuple[int, str]], times: int, expected: int = 200) -> Times:
    """How long this takes, so many times, after a few that do not count."""
    taken, size = [], 0
    for number in range(times + 5):
        start = time.perf_counter()
        status, body = ask()
        if number >= 5:
            taken.append((time.perf_counter() - start) * 1000)
        assert status == expected, (status, body[:500])
        size = len(body.encode())
    return Times(sorted(taken), size)


def rate(port: int, path: str, cookies: dict[str, str], clients: int, seconds: float) -> float:
    """Requests a second that so many clients get answered, each over its own connection.

    They read with as little work as they can: they share the processors with what is measured.
    """
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode()
    counts = [0] * clients
    until = time.monotonic() + seconds

    def client(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            while time.monotonic() < until:
                connection.sendall(asked)
                assert read_answer(connection) == 200
                counts[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - start)


def read_answer(connection: socket.socket) -> int:
    """Read one answer to its end; its status."""
    held = connection.recv(65536)
    while b"\r\n\r\n" not in held:
        held += connection.recv(65536)
    head, _, body = held.partition(b"\r\n\r\n")
    length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])  # type: ignore[index]
    while len(body) < length:
        body += connection.recv(262144)
    return int(head[9:12])
