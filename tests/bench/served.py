"""A web server with two workers of four threads, as `make run` has it, and its memory."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]

    def largest_worker_mib(self) -> float:
        """Resident memory of the largest worker, what it shares with others included."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return max(_resident_mib(int(child)) for child in children.split())


@contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[Server]:
    """`application` behind gunicorn with the product's own settings, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:admin_app.serve.gunicorn_settings",
        f"--bind=127.0.0.1:{port}",
        application,
    )
    with subprocess.Popen(command, env=environment) as process:
        try:
            _wait(port)
            yield Server(port, process)
        finally:
            process.terminate()


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def _resident_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
