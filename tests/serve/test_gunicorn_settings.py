"""What the web server itself refuses, and whom it believes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

HOST = b"Host: localhost\r\n"
# The standard library's example: answers with all that it is told, as name = value lines.
APP = "wsgiref.simple_server:demo_app"


@pytest.fixture(scope="module", params=["", "127.0.0.1"], ids=["alone", "behind a proxy"])
def server(request: pytest.FixtureRequest) -> Iterator[tuple[int, str]]:
    """A server's port, and the peer whose X-Forwarded-* it is told to believe."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = ["-m", "gunicorn", "--config", "python:admin_app.serve.gunicorn_settings"]
        process = subprocess.Popen(
            [sys.executable, *command, "--bind", f"fd://{listener.fileno()}", APP],
            pass_fds=(listener.fileno(),),
            env={**os.environ, "FORWARDED_ALLOW_IPS": request.param},
            stderr=subprocess.DEVNULL,
        )
        yield listener.getsockname()[1], request.param
        process.terminate()
        process.wait(30)


def answer(port: int, sent: bytes) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(sent)
        said = b""
        while more := connection.recv(65536):
            said += more
        return said.decode()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (
            b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
            b"\r\n0\r\n\r\n",
            "400",
        ),
        (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n", "400"),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", "414"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"Cookie: " + b"a" * 9000 + b"\r\n\r\n", "431"),
        (b"\x16\x03\x01\x00\r\n\r\n", "400"),
    ],
    ids=["two lengths", "two hosts", "long line", "long header", "no HTTP"],
)
def test_what_is_ambiguous_or_too_long_is_refused(
    server: tuple[int, str], sent: bytes, status: str
) -> None:
    assert answer(server[0], sent).split()[1] == status


def test_only_a_named_proxy_is_believed(server: tuple[int, str]) -> None:
    port, believed = server
    forwarded = b"X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n"
    said = answer(port, b"GET / HTTP/1.1\r\n" + HOST + forwarded)
    assert f"wsgi.url_scheme = '{'https' if believed else 'http'}'" in said


def test_it_does_not_say_what_it_is(server: tuple[int, str]) -> None:
    said = answer(server[0], b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
    assert "Server: copydesk\r\n" in said
    assert "gunicorn" not in said.partition("\r\n\r\n")[0]


def test_slow_visitors_keep_nobody_waiting(server: tuple[int, str]) -> None:
    """As long as they are fewer than a worker's threads; a proxy that buffers keeps off more."""
    port = server[0]
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
    for connection in slow:
        connection.sendall(b"POST / HTTP/1.1\r\n" + HOST)
    began = time.monotonic()
    assert answer(port, b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
    waited = time.monotonic() - began
    for connection in slow:
        connection.close()
    assert waited < 20
