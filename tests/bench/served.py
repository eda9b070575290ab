"""A web server with two workers of four threads, as `make run` has it, and its memory."""

from __future__ import annotations

import http.client
import os
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
        return max(_resident_mib(worker) for worker in self._workers())

    def work(self) -> float:
        """Seconds of processor that the workers have had."""
        return sum(_work(worker) for worker in self._workers())

    def _workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in children.split()]


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


def _work(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
