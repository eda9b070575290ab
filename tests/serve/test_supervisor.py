"""Children are kept running, and none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# A supervisor of two children, each of which has a child of its own, as gunicorn has. They write
# their process ids into a file, and end as told.
SUPERVISOR = """
import os, sys
from pathlib import Path
from admin_app.serve.children import Child
from admin_app.serve.supervisor import Supervisor
from admin_app.serve.refusal import StartRefused
folder = Path(sys.argv[1])
body = sys.argv[2]
child = '''
import os, signal, subprocess, sys, time
grandchild = subprocess.Popen(["sleep", "600"])
with open(sys.argv[1], "a") as file:
    file.write(f"{os.getpid()} {grandchild.pid}\\\\n")
def end(*_):
    grandchild.terminate()
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
''' + body
files = [str(folder / name) for name in ("a", "b")]
children = [
    Child(f"Child {file[-1]}", [sys.executable, "-c", child, file], os.environ) for file in files
]
try:
    Supervisor(children).run(
        is_up=lambda: all(Path(file).is_file() and Path(file).stat().st_size for file in files),
        announce=lambda: print("up", flush=True),
    )
except StartRefused as refusal:
    sys.exit(str(refusal))
"""
STAY = "time.sleep(600)"


class Supervised:
    """A supervisor under test."""

    def __init__(self, folder: Path, body: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, str(folder), body],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline()

    def pids(self, name: str) -> list[list[int]]:
        """The child's and its own child's process ids, one pair for each time it was started."""
        text = (self.folder / name).read_text()
        return [[int(pid) for pid in line.split()] for line in text.splitlines()]

    def everyone(self) -> list[int]:
        return [pid for name in "ab" for pair in self.pids(name) for pid in pair]

    def end(self, number: signal.Signals) -> tuple[int, str, str]:
        self.process.send_signal(number)
        out, errors = self.process.communicate(timeout=30)
        return self.process.returncode, out, errors


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Callable[[str], Supervised]]:
    made: list[Supervised] = []

    def start(body: str = STAY) -> Supervised:
        made.append(Supervised(tmp_path, body))
        return made[-1]

    yield start
    for one in made:
        one.process.kill()
        one.process.communicate()


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def soon(condition: Callable[[], bool]) -> bool:
    latest = time.monotonic() + 15
    while time.monotonic() < latest:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_cleanly_and_leaves_nobody(
    supervised: Callable[..., Supervised], number: signal.Signals
) -> None:
    one = supervised()
    assert one.first_line == "up\n"
    assert all(running(pid) for pid in one.everyone())
    assert one.end(number) == (0, "", "")
    assert not any(running(pid) for pid in one.everyone())


def test_a_child_that_dies_is_started_again_and_its_own_children_are_not_left(
    supervised: Callable[..., Supervised],
) -> None:
    one = supervised()
    (child, grandchild), other = one.pids("a")[0], one.pids("b")[0]
    os.kill(child, signal.SIGKILL)
    assert soon(lambda: len(one.pids("a")) == 2)
    assert not running(grandchild)
    assert one.pids("b") == [other]
    code, _, errors = one.end(signal.SIGTERM)
    assert code == 0
    assert errors == "Child a was ended by SIGKILL; it starts again in 1 s.\n"
    assert not any(running(pid) for pid in one.everyone())


def test_a_child_that_keeps_dying_is_given_longer_and_longer(
    supervised: Callable[..., Supervised],
) -> None:
    one = supervised("time.sleep(0.3 if sys.argv[1].endswith('a') else 600); sys.exit(3)")
    assert one.first_line == "up\n"
    assert soon(lambda: len(one.pids("a")) == 3)
    _, _, errors = one.end(signal.SIGTERM)
    assert "Child a stopped (exit 3); it starts again in 1 s.\n" in errors
    assert "Child a stopped (exit 3); it starts again in 2 s.\n" in errors
    assert not any(running(pid) for pid in one.everyone())


def test_what_can_never_start_is_given_up(supervised: Callable[..., Supervised]) -> None:
    one = supervised("Path = None; open(sys.argv[1], 'w').close(); sys.exit(1)")
    assert one.first_line == ""
    assert one.process.wait(20) == 1
    assert one.process.stderr is not None
    assert one.process.stderr.read().endswith("could not start; what went wrong is said above.\n")


def test_a_child_that_does_not_listen_is_ended_by_a_second_signal(
    supervised: Callable[..., Supervised],
) -> None:
    one = supervised("signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)")
    one.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert one.process.poll() is None
    assert one.end(signal.SIGINT)[0] == 0
    assert not any(running(pid) for pid in one.everyone())


def test_nobody_outlives_a_supervisor_that_was_killed(
    supervised: Callable[..., Supervised],
) -> None:
    one = supervised()
    one.end(signal.SIGKILL)
    assert soon(lambda: not any(running(pid) for pid in one.everyone()))
