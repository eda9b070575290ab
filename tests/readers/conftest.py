"""What tests of readers begin from."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.publication.conftest import Site


@pytest.fixture
def site(app: Flask) -> Site:
    """A site with one post, at /posts/p."""
    made = Site(app)
    made.post(slug="p")
    return made
