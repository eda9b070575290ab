"""A site with one person of each role."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.cast import make_people


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    """The ids of the people, by role; all have `cast.PASSWORD`."""
    return make_people(app)
