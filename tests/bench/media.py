"""An upload of a 12-megapixel JPEG: seconds and memory, in a process of its own.

    python -m tests.bench.media

What is measured is what an upload costs beside its save: to read it, to write it and its
renditions anew, and to put them on the disk. Memory is what the process takes more than before.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from PIL import Image

SIZE = (4000, 3000)


class Cost(NamedTuple):
    """What an upload took."""

    seconds: float
    mebibytes: int


def measure_upload() -> Cost:
    """An upload in a fresh process."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.media", "-"],
        input=photograph(),
        capture_output=True,
        check=True,
    )
    seconds, mebibytes = ran.stdout.split()
    return Cost(float(seconds), int(mebibytes))


def photograph() -> bytes:
    """A JPEG of twelve megapixels, with the noise that cameras leave."""
    noise = Image.effect_noise(SIZE, 60).convert("RGB")
    light = Image.radial_gradient("L").resize(SIZE).convert("RGB")
    held = io.BytesIO()
    Image.blend(noise, light, 0.7).save(held, "JPEG", quality=90)
    return held.getvalue()


def _upload(data: bytes) -> Cost:
    from admin_app.content.media import LocalStorage, inspect_upload

    before, began = _highest(), time.perf_counter()
    picture = inspect_upload(io.BytesIO(data), "photograph.jpg")
    with tempfile.TemporaryDirectory() as folder:
        storage = LocalStorage(Path(folder))
        for one in (*picture.smaller, picture.full):
            storage.put(one.data, one.extension)
        return Cost(time.perf_counter() - began, _highest() - before)


def _highest() -> int:
    # Not ru_maxrss, which is inherited from the process that started this one.
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


if __name__ == "__main__":
    if sys.argv[1:] == ["-"]:
        cost = _upload(sys.stdin.buffer.read())
        print(f"{cost.seconds:.3f} {cost.mebibytes}")
    else:
        cost = measure_upload()
        print(f"upload of 12 megapixels: {cost.seconds:.2f} s, {cost.mebibytes} MiB")
