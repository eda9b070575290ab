"""Node and the libraries of the editor, for the test that builds it anew; installed where allowed.

`python -m tests.support.node` sees to it; it never fails, for without Node the other tests still
run, and pytest then says which did not. Running the product needs no Node: the built file is kept.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

EDITOR = Path(__file__).parents[2] / "static/editor"
PACKAGES = ("nodejs", "npm")
OLDEST = 18


def missing() -> str | None:
    """Why the editor can't be built here, or None where it can."""
    version = _said("node", "--version").removeprefix("v").split(".")[0]
    if not version.isdigit() or int(version) < OLDEST:
        return f"no Node {OLDEST} or newer on this machine"
    # npm leaves a copy of the lock beside what it installed from it.
    installed = EDITOR / "node_modules/.package-lock.json"
    lock = EDITOR / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        return "the editor's libraries are not installed (npm ci, in static/editor)"
    return None


def install() -> str | None:
    """Why the editor still can't be built, or None if it can."""
    if not shutil.which("npm"):
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            return "this account may not install Node (as root: apt-get install nodejs npm)"
        print("Installing Node to build the editor for its test …", flush=True)
        _said("apt-get", "update", "-q")
        _said("apt-get", "install", "-q", "-y", "--no-install-recommends", *PACKAGES)
    if missing() and shutil.which("npm"):
        _said("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        lock = EDITOR / "node_modules/.package-lock.json"
        if lock.exists():
            lock.touch()
    return missing()


def _said(*command: str) -> str:
    """What the command says; "" when it fails or is not there."""
    try:
        done = subprocess.run(
            command,
            cwd=EDITOR,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""


def main() -> None:
    """Install, or say what will be missing."""
    reason = install()
    if reason:
        print(f"The editor is not built anew: {reason}.", file=sys.stderr)


if __name__ == "__main__":
    main()
