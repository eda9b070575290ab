"""The processes that the supervisor keeps running."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

LONGEST_PAUSE = 30.0
# A child that ran for so long has recovered: its next death is a first one again.
STEADY = 60.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A command that is started again whenever it ends, after ever longer pauses."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    inherits: tuple[int, ...] = ()
    deaths: int = 0
    due: float = 0.0
    _process: subprocess.Popen[bytes] | None = None
    _started: float = 0.0

    def start(self) -> None:
        """Run the command, in a process group of its own: the terminal's Ctrl-C is not for it."""
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            self.command,
            env=dict(self.environ),
            pass_fds=self.inherits,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with(os.getpid()),
        )

    def tend(self) -> str | None:
        """Notice a death, or start again when it is time; what to tell, if there is news."""
        if self._process is None:
            if time.monotonic() >= self.due:
                self.start()
            return None
        ended = self._process.poll()
        if ended is None:
            return None
        self._sweep()
        self._process = None
        if time.monotonic() - self._started > STEADY:
            self.deaths = 0
        pause = min(2.0**self.deaths, LONGEST_PAUSE)
        self.deaths += 1
        self.due = time.monotonic() + pause
        return f"{self.name} {_how(ended)}; it starts again in {pause:.0f} s."

    def ask_to_end(self) -> None:
        """SIGTERM: finish what is running, then end."""
        if self._process:
            self._process.terminate()

    def ended(self, deadline: float) -> bool:
        """Whether it has ended by then (in time.monotonic() seconds)."""
        if self._process is None:
            return True
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
        return True

    def end_now(self) -> None:
        """SIGKILL to whatever is left of it and of its own children."""
        if self._process:
            self._sweep()
            self._process.wait()

    def _sweep(self) -> None:
        # The group outlives its leader: a killed gunicorn leaves its workers behind.
        if self._process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def run_once(command: Sequence[str], environ: Mapping[str, str]) -> str:
    """What the command printed on its standard output; its errors go to ours.

    Raises `SystemExit` with its exit code if that is not 0: it has said why itself. When we are
    interrupted it is asked to end, and ends before this returns.
    """
    with subprocess.Popen(
        command,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_end_with(os.getpid()),
    ) as process:
        try:
            told, _ = process.communicate()
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise SystemExit(process.returncode)
    return told


def _how(ended: int) -> str:
    if ended < 0:
        return f"was ended by {signal.Signals(-ended).name}"
    return f"stopped (exit {ended})"


def _end_with(parent: int) -> Callable[[], None] | None:
    """Have the kernel end a child whose supervisor is gone, even by kill -9 (Linux only)."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask_the_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(0)

    return ask_the_kernel
