"""What a test needs and this machine has not."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def absent(what: str) -> NoReturn:
    """The test does not run, and is named at the end; where CI=true it fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}; with CI=true every test has to run", pytrace=False)
    pytest.skip(what)
