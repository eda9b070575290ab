"""A small site with something on every screen, and those who come to it."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.cast import sign_in
from tests.support.client import Client


@pytest.fixture
def site(app: Flask, small_site: dict[str, int]) -> Flask:
    """The application on that site, answering failures as it does for people."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def owner(site: Flask) -> Client:
    """The owner, signed in: whoever may do most has most to lose."""
    return sign_in(site, "owner")


@pytest.fixture
def stranger(site: Flask) -> Client:
    """Somebody who is not signed in."""
    client = site.test_client()
    assert isinstance(client, Client)
    return client
