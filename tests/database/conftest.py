"""What is about one of the databases is collected when that one is under test."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file named after the other database."""
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[config.getoption("database")]
    return True if collection_path.name == f"test_{other}.py" else None
