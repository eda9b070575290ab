"""The browser that tests run in: the system's Chromium, installed here where that is allowed.

`python -m tests.support.chromium` sees to it; it never fails, for without a browser the other
tests still run, and pytest then says which did not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
# Nothing of a test leaves this machine, and nothing of the browser's own does.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
# A page without any font would be measured in boxes.
PACKAGES = ("chromium", "fonts-dejavu-core")


@cache
def chromium() -> str | None:
    """The path of a Chromium that starts, or None. CHROMIUM may name one."""
    for name in filter(None, (os.environ.get("CHROMIUM"), *NAMES)):
        path = shutil.which(name)
        if path and _starts(path):
            return path
    return None


def install() -> str | None:
    """Why there is still no Chromium, or None if there is one."""
    if chromium():
        return None
    if os.geteuid() != 0:
        return "this account may not install it (as root: apt-get install chromium)"
    if not shutil.which("apt-get"):
        return "there is no apt-get to install it with"
    print("Installing Chromium for the browser tests …", flush=True)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ("apt-get", "update", "-q"),
        ("apt-get", "install", "-q", "-y", "--no-install-recommends", *PACKAGES),
    ):
        done = subprocess.run(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode and command[1] == "install":
            return "apt-get could not install it:\n" + "\n".join(done.stdout.splitlines()[-5:])
    chromium.cache_clear()
    return None if chromium() else "what apt-get installed does not start"


def _starts(path: str) -> bool:
    try:
        asked = subprocess.run((path, "--version"), capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def main() -> None:
    """Install, or say what will be missing."""
    reason = install()
    if reason:
        print(f"No Chromium: {reason}. The browser tests will not run.", file=sys.stderr)


if __name__ == "__main__":
    main()
