"""The built editor is what its source builds, small enough, and names no place it came from."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.support.absent import absent
from tests.support.node import EDITOR, missing

BUILT = EDITOR / "editor.js"


def test_the_built_file_is_what_the_source_builds(tmp_path: Path) -> None:
    reason = missing()
    if reason:
        absent(reason)
    anew = tmp_path / "editor.js"
    subprocess.run(("node", "build.mjs", str(anew)), cwd=EDITOR, check=True, timeout=120)
    assert anew.read_bytes() == BUILT.read_bytes(), "build it: npm run build, in static/editor"


def test_the_built_file_is_within_its_limit() -> None:
    assert BUILT.stat().st_size <= 450_000


def test_libraries_are_pinned_and_come_from_no_named_place() -> None:
    package = json.loads((EDITOR / "package.json").read_text())
    lock = json.loads((EDITOR / "package-lock.json").read_text())
    pins = {**package["dependencies"], **package["devDependencies"]}
    for name, version in pins.items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    assert not any("resolved" in entry for entry in lock["packages"].values())
    assert all("integrity" in entry for path, entry in lock["packages"].items() if path)
